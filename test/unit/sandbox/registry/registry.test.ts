import { createServer, type RequestListener, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Call } from '#sandbox/gateway/call-log.ts'
import { type EcrData, EcrError } from '#sandbox/registry/ecr-data.ts'
import { createRegistry } from '#sandbox/registry/registry.ts'
import { createRegistryTokens } from '#sandbox/registry/tokens.ts'

const caller = {
  accessKeyId: 'AKIA1',
  arn: 'arn:aws:iam::123456789012:user/ci',
  userId: 'AIDA1',
  identity: { kind: 'user', name: 'ci' },
} as const

/** One repository `web` in us-east-1, with the tag 1. */
const ecr: EcrData = async <Answer>(region: string, action: string, parameters: Record<string, unknown>) => {
  if (action === 'DescribeRepositories') {
    const { repositoryNames, registryId } = parameters as { repositoryNames: string[]; registryId: string }
    if (region !== 'us-east-1' || repositoryNames[0] !== 'web' || registryId !== '123456789012') {
      throw new EcrError('RepositoryNotFoundException', `The repository is not in ${region} of ${registryId}`)
    }
  }
  const imageIds = [
    { imageDigest: 'sha256:b', imageTag: '2' },
    { imageDigest: 'sha256:a', imageTag: '1' },
  ]
  return { imageIds, images: [] } as Answer
}

describe('the registry', () => {
  const time = { now: new Date('2026-11-30T08:00:00Z') }
  const clock = { now: () => time.now }
  const tokens = createRegistryTokens(clock, () => 'secret')
  const recorded: Call[] = []
  let denial: string | undefined
  let server: Server
  let token: string

  beforeAll(async () => {
    const serve = createRegistry({
      accountId: '123456789012',
      tokens,
      storage: { ready: async () => {} },
      ecr,
      clock,
      denialOf: async () => denial,
      pushed: async () => {},
      record: call => recorded.push(call),
    })
    server = createServer(serve as RequestListener)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  beforeEach(() => {
    time.now = new Date('2026-11-30T08:00:00Z')
    denial = undefined
    token = tokens.issue(caller, 'us-east-1').token
  })
  afterAll(() => server.close())

  function ask(path: string, headers: Record<string, string> = { authorization: `Basic ${token}` }) {
    const { port } = server.address() as AddressInfo
    return new Promise<{ status: number | undefined; body: string; challenge: string | undefined }>(
      (resolve, reject) => {
        request({ port, path, headers }, async response => {
          const challenge = response.headers['www-authenticate']
          resolve({ status: response.statusCode, body: await text(response), challenge })
        })
          .on('error', reject)
          .end()
      },
    )
  }

  const errorOf = async (...given: Parameters<typeof ask>) => {
    const { status, body } = await ask(...given)
    return [status, JSON.parse(body).errors[0].code, JSON.parse(body).errors[0].message]
  }

  it('asks a client without a token for one', async () => {
    const { status, challenge } = await ask('/v2/', {})
    expect(status).toBe(401)
    expect(challenge).toMatch(/^Basic realm="http:\/\/[^"]+\/",service="ecr\.amazonaws\.com"$/)
  })

  it('accepts a client with a token', async () => {
    expect(await ask('/v2/')).toMatchObject({ status: 200, body: '{}' })
  })

  it('refuses an expired token', async () => {
    time.now = new Date('2026-11-30T20:00:00Z')
    const message = 'Your authorization token has expired. Reauthenticate and try again.'
    expect(await errorOf('/v2/')).toEqual([403, 'DENIED', message])
  })

  it('refuses what no policy allows, before it looks for the repository', async () => {
    denial = 'User: x is not authorized to perform: ecr:ListImages'
    expect(await errorOf('/v2/absent/tags/list')).toEqual([403, 'DENIED', denial])
  })

  it('lists tags, and records the request as a call of ECR', async () => {
    recorded.length = 0
    const { body } = await ask('/v2/web/tags/list')
    expect(JSON.parse(body)).toEqual({ name: 'web', tags: ['1', '2'] })
    expect(recorded).toMatchObject([{ service: 'ecr', action: 'ListImages', status: 200, errorCode: null }])
  })

  it('takes account and region from the Host header, if it names a registry', async () => {
    const to = (host: string) => ['/v2/web/tags/list', { authorization: `Basic ${token}`, host }] as const
    const other = await errorOf(...to('123456789012.dkr.ecr.eu-west-1.amazonaws.com'))
    expect(other).toEqual([404, 'NAME_UNKNOWN', 'The repository is not in eu-west-1 of 123456789012'])
    const foreign = await errorOf(...to('999999999999.dkr.ecr.us-east-1.amazonaws.com'))
    expect(foreign).toEqual([404, 'NAME_UNKNOWN', 'The repository is not in us-east-1 of 999999999999'])
    const own = await ask(...to('123456789012.dkr.ecr.us-east-1.amazonaws.com'))
    expect(own.status).toBe(200)
  })

  it('has no image that ECR does not have', async () => {
    const message = 'Requested image not found'
    expect(await errorOf('/v2/web/manifests/9')).toEqual([404, 'MANIFEST_UNKNOWN', message])
  })

  it('does not support other requests of the protocol', async () => {
    expect(await errorOf('/v2/_catalog')).toEqual([405, 'UNSUPPORTED', 'The operation is unsupported.'])
  })
})
