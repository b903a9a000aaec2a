import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { calls } from '#sandbox/commands/calls.ts'
import { check } from '#sandbox/commands/check.ts'
import { clientEnvironment } from '#sandbox/commands/client-environment.ts'
import { fault } from '#sandbox/commands/fault.ts'
import { printMfaCode } from '#sandbox/commands/mfa-code.ts'
import type { CommonOptions } from '#sandbox/commands/options.ts'
import { printDocument } from '#sandbox/commands/output.ts'
import { reset } from '#sandbox/commands/reset.ts'
import { sessions } from '#sandbox/commands/sessions.ts'
import { printSsoToken } from '#sandbox/commands/sso-token.ts'
import { start } from '#sandbox/commands/start.ts'
import { status } from '#sandbox/commands/status.ts'
import { stop } from '#sandbox/commands/stop.ts'
import { printUrl } from '#sandbox/commands/url.ts'
import { printWebIdentityToken } from '#sandbox/commands/web-identity-token.ts'
import { documents } from '#sandbox/documents.ts'
import { callLogFile } from '#sandbox/gateway/call-log.ts'
import { createFaultPlan } from '#sandbox/gateway/faults.ts'
import type { Machine } from '#sandbox/machines/types.ts'
import { createFederation } from '#sandbox/sts/federation.ts'
import { createSessions } from '#sandbox/sts/sessions.ts'
import { createControl } from '#sandbox/supervisor/control.ts'
import { forgetRunning, writeRunning } from '#sandbox/supervisor/running-sandbox.ts'

const root = new URL('../../../', import.meta.url)
const commands = Object.keys(documents) as (keyof typeof documents)[]
const clock = { now: () => new Date('2026-11-21T06:00:00Z'), sleep: async () => undefined }
const machine = { instanceId: 'i-1', imageId: 'ami-1', address: '10.0.0.1', state: 'running' } as Machine
const balancer = { name: 'web', dnsName: 'web-1.us-east-1.elb.amazonaws.com', url: 'http://10.64.0.3:80' }
const identity = { accountId: '912345678901', region: 'us-east-1', accessKeyId: 'A', secretAccessKey: 's' }
const call = {
  time: '2026-11-21T06:00:00.000Z',
  service: 'ec2',
  action: 'DescribeImages',
  region: 'us-east-1',
  parameters: { Owner: ['self'] },
  accessKeyId: 'A',
  source: '10.0.0.1',
  status: null,
  errorCode: null,
  durationMilliseconds: 1,
}

describe('the published schemas', () => {
  test.each(commands)('of %s match the code (to update them: npm run schema)', async command => {
    const file = new URL(`schema/sandbox/${command}-document.schema.json`, root)
    expect(z.toJSONSchema(documents[command])).toEqual(JSON.parse(await readFile(file, 'utf8')))
  })

  test('exist exactly for the documents that exist', async () => {
    const files = await readdir(new URL('schema/sandbox', root))
    expect(files.sort()).toEqual(commands.map(command => `${command}-document.schema.json`).sort())
  })
})

test('the program imports only the types of the documents, so it does not load zod for them', async () => {
  const folder = new URL('sandbox/', root)
  const files = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.ts'))
  const sources = await Promise.all(
    files.map(async name => ({ name, text: await readFile(new URL(name, folder), 'utf8') })),
  )
  const loading = sources.filter(({ text }) => /^import (?!type )[^']*'[^']*\/documents\.ts'/m.test(text))
  expect(loading.map(({ name }) => name)).toEqual([])
})

describe.runIf(process.platform === 'linux')('the document that --json prints', () => {
  let options: CommonOptions & { readonly stateFolder: string; readonly json: true }
  let printed: string
  let close: () => void

  beforeEach(async () => {
    const stateFolder = await mkdtemp(join(tmpdir(), 'documents-'))
    options = { stateFolder, json: true }
    await appendFile(callLogFile(stateFolder), `${JSON.stringify(call)}\n`)
    const secret = 's'.repeat(64)
    const access = { hostAddress: '127.0.0.1', host: '', secret }
    const answer = createControl({
      openAccount: () => ({}) as never,
      access,
      faults: createFaultPlan(),
      sessions: createSessions(clock),
      federation: createFederation(clock),
      region: 'us-east-1',
      directory: { read: async () => ({ mfaSeeds: {} }) } as never,
      clock,
      machines: new Map([['i-1', machine]]),
      motoReady: Promise.resolve(),
      preparePush: () => Promise.reject(new Error('no push is expected')),
      urlsOf: async stack => (stack === 'web' ? { loadBalancers: [balancer] } : {}),
      stop: () => undefined,
    })
    const server = createServer(async (request, response) => {
      const body: Buffer[] = []
      for await (const chunk of request) body.push(chunk)
      const { status: code, body: content } = await answer({
        path: request.url ?? '',
        source: request.socket.remoteAddress ?? '',
        headers: request.headers,
        body: Buffer.concat(body),
      })
      response.writeHead(code).end(content)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    close = () => server.close()
    access.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    await writeRunning(
      {
        pid: process.pid,
        endpoint: `http://${access.host}`,
        controlSecret: secret,
        accountId: '912345678901',
        region: 'us-east-1',
        stateFolder,
      },
      true,
    )
    printed = ''
    vi.spyOn(process, 'argv', 'get').mockReturnValue([
      process.execPath,
      fileURLToPath(new URL('sandbox/main.ts', root)),
    ])
    vi.spyOn(process.stdout, 'write').mockImplementation(text => {
      printed += text
      return true
    })
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    close()
    await rm(options.stateFolder, { recursive: true, force: true })
  })

  const outputs: Readonly<Record<keyof typeof documents, () => Promise<void>>> = {
    start: () => start(options),
    check: () => check(options),
    status: () => status(options),
    env: async () => printDocument<'env'>(clientEnvironment('http://127.0.0.1', identity, undefined)),
    url: () => printUrl('web', options),
    calls: () => calls(options),
    fault: () => fault('CreateImage', { ...options, delay: '2' }),
    sessions: () => sessions('end', undefined, options),
    'mfa-code': () => printMfaCode('arn:aws:iam::912345678901:mfa/someone', options),
    'web-identity-token': () =>
      printWebIdentityToken({
        ...options,
        issuer: 'https://issuer.example',
        audience: 'sts.amazonaws.com',
        subject: 'job',
        lasts: '60',
      }),
    'sso-token': () => printSsoToken({ ...options, startUrl: 'https://portal.example', lasts: '60' }),
    push: async () =>
      printDocument<'push'>({
        schemaVersion: 1,
        repository: 'packer-ecs/web',
        tag: '1',
        digest: `sha256:${'0'.repeat(64)}`,
        created: true,
      }),
    reset: () => withoutProcess(reset),
    stop: () => withoutProcess(stop),
  }

  /** The state folder has this process, which must not be stopped. */
  async function withoutProcess(command: (given: CommonOptions) => Promise<void>): Promise<void> {
    await forgetRunning(options.stateFolder)
    await command(options)
  }

  test.each(commands)('by %s matches its schema, and with another key it does not', async command => {
    await outputs[command]()
    const document: unknown = JSON.parse(printed)
    expect(documents[command].parse(document)).toEqual(document)
    const mutated = Array.isArray(document)
      ? document.map(one => ({ ...one, more: 1 }))
      : { ...(document as object), more: 1 }
    expect(documents[command].safeParse(mutated).success).toBe(false)
  })

  test.each([
    ['fault', () => fault('CreateImage', { ...options, off: true })],
    ['fault', () => fault('CreateImage', { ...options, error: 'InternalError' })],
    ['sessions', () => sessions('limit', '8', options)],
    ['sessions', () => sessions('limit', 'off', options)],
  ] as const)('by another form of %s matches its schema', async (command, run) => {
    await run()
    const document: unknown = JSON.parse(printed)
    expect(documents[command].parse(document)).toEqual(document)
  })
})
