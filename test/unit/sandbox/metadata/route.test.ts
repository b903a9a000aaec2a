import { describe, expect, test } from 'vitest'
import { answer, type MetadataResponse } from '#sandbox/metadata/route.ts'
import { createTokenStore } from '#sandbox/metadata/tokens.ts'
import type { InstanceMetadata, MetadataOptions } from '#sandbox/metadata/types.ts'
import { instance } from './instance.ts'

let time = Date.parse('2026-11-21T01:05:00Z')
let tokenNumber = 0
const tokens = createTokenStore({
  now: () => new Date(time),
  randomHex(bytes) {
    tokenNumber += 1
    return tokenNumber.toString(16).padStart(bytes * 2, '0')
  },
})

const secondsHeader = 'x-aws-ec2-metadata-token-ttl-seconds'

function request(method: string, path: string, headers: Record<string, string> = {}, of?: InstanceMetadata) {
  return answer({ method, path, headers, address: instance.privateAddress }, of ?? instance, tokens)
}

function issueToken(seconds: string): MetadataResponse {
  return request('PUT', '/latest/api/token', { [secondsHeader]: seconds })
}

function get(path: string, of?: InstanceMetadata): string | undefined {
  const token = String(issueToken('60').body)
  const { status, body } = request('GET', path, { 'x-aws-ec2-metadata-token': token }, of)
  return status === 200 ? String(body) : undefined
}

function withOptions(options: Partial<MetadataOptions>): InstanceMetadata {
  return { ...instance, options: { ...instance.options, ...options } }
}

describe('tokens', () => {
  test.each(['1', '21600'])('are issued for %s seconds, and the response has their lifetime', seconds => {
    const { status, headers, body } = issueToken(seconds)
    expect({ status, seconds: headers[secondsHeader] }).toEqual({ status: 200, seconds })
    expect(String(body)).toMatch(/^[\w-]{54}$/)
  })

  test.each(['0', '21601', '-1', '1.5', 'abc', ''])('are not issued for "%s" seconds', seconds => {
    expect(issueToken(seconds).status).toBe(400)
  })

  test('are refused without the header, by GET, and to a proxy', () => {
    const path = '/latest/api/token'
    expect(request('PUT', path).status).toBe(400)
    expect(request('GET', path, { [secondsHeader]: '60' }).status).toBe(405)
    expect(request('PUT', path, { [secondsHeader]: '60', 'x-forwarded-for': '10.0.0.1' }).status).toBe(403)
  })

  test('expire', () => {
    const headers = { 'x-aws-ec2-metadata-token': String(issueToken('60').body) }
    expect(request('GET', '/latest/meta-data/', headers).status).toBe(200)
    time += 60_000
    expect(request('GET', '/latest/meta-data/', headers).status).toBe(401)
  })

  test('are valid only for the instance that requested them', () => {
    const headers = { 'x-aws-ec2-metadata-token': String(issueToken('60').body) }
    const other = { method: 'GET', path: '/latest/meta-data/', headers, address: '10.64.0.11' }
    expect(answer(other, instance, tokens).status).toBe(401)
  })
})

describe('access', () => {
  const path = '/latest/meta-data/instance-id'

  test('without a token is refused where tokens are required', () => {
    expect(request('GET', path).status).toBe(401)
    expect(request('GET', path, {}, withOptions({ httpTokens: 'optional' })).status).toBe(200)
  })

  test('with a wrong token is refused even where tokens are optional', () => {
    const headers = { 'x-aws-ec2-metadata-token': 'wrong' }
    expect(request('GET', path, headers, withOptions({ httpTokens: 'optional' })).status).toBe(401)
  })

  test.each(['/2009-04-04/', '/2021-03-23/'])('below %s needs no token, for cloud-init', prefix => {
    expect(request('GET', `${prefix}meta-data/instance-id`).status).toBe(200)
    expect(request('GET', `/latest${prefix}meta-data/instance-id`).status).toBe(401)
  })

  test('is refused if the endpoint is disabled, and for an address without an instance', () => {
    expect(request('GET', path, {}, withOptions({ httpEndpoint: 'disabled' })).status).toBe(403)
    expect(
      answer({ method: 'GET', path, headers: {}, address: '10.64.0.99' }, undefined, tokens).status,
    ).toBe(404)
  })

  test('by other methods than GET and HEAD is refused', () => {
    expect(request('POST', path).status).toBe(405)
    expect(request('HEAD', path, {}, withOptions({ httpTokens: 'optional' })).status).toBe(200)
  })
})

describe('values', () => {
  test.each([
    ['ami-id', 'ami-1'],
    ['instance-id', 'i-0123456789abcdef0'],
    ['instance-type', 't3.small'],
    ['hostname', 'ip-10-64-0-10.ec2.internal'],
    ['local-ipv4', '10.64.0.10'],
    ['public-hostname', 'ec2-10-64-0-10.compute-1.amazonaws.com'],
    ['mac', '02:00:0a:40:00:0a'],
    ['placement/availability-zone', 'us-east-1a'],
    ['placement/region', 'us-east-1'],
    ['public-keys/', '0=packer_1'],
    ['public-keys/0/', 'openssh-key'],
    ['public-keys/0/openssh-key', 'ssh-ed25519 AAAA packer'],
    ['block-device-mapping/', 'ami\nebs1\nroot'],
    ['block-device-mapping/ami', 'xvda'],
    ['block-device-mapping/root', '/dev/xvda'],
    ['block-device-mapping/ebs1', 'xvdcy'],
    ['security-groups', 'default\npacker'],
    ['network/interfaces/macs/', '02:00:0a:40:00:0a/'],
    ['network/interfaces/macs/02:00:0a:40:00:0a/vpc-id', 'vpc-1'],
    ['network/interfaces/macs/02:00:0a:40:00:0a/security-group-ids', 'sg-1\nsg-2'],
    ['iam/security-credentials/', 'ecsInstanceRole'],
    ['tags/instance/', 'Name'],
    ['tags/instance/Name', 'build'],
    ['spot/termination-time', '2026-11-21T02:00:00Z'],
  ])('%s is %j', (path, value) => {
    expect(get(`/latest/meta-data/${path}`)).toBe(value)
  })

  test('the credentials of the role have an expiration', () => {
    const credentials = JSON.parse(get('/latest/meta-data/iam/security-credentials/ecsInstanceRole') ?? '')
    expect(credentials).toMatchObject({
      Code: 'Success',
      AccessKeyId: 'ASIA1',
      Token: 'token',
      Expiration: '2026-11-21T07:00:00Z',
    })
  })

  test('the identity document names instance, account and region', () => {
    expect(JSON.parse(get('/latest/dynamic/instance-identity/document') ?? '')).toMatchObject({
      accountId: '123456789012',
      instanceId: 'i-0123456789abcdef0',
      pendingTime: '2026-11-21T01:02:03Z',
      privateIp: '10.64.0.10',
      region: 'us-east-1',
    })
  })

  test('user data is returned unchanged', () => {
    const options = withOptions({ httpTokens: 'optional' })
    const bytes = Buffer.from([0x1f, 0x8b, 0, 255])
    const { headers, body } = request('GET', '/latest/user-data', {}, { ...options, userData: bytes })
    expect(body).toEqual(bytes)
    expect(headers['Content-Type']).toBe('application/octet-stream')
  })

  test.each([
    ['user-data', 'userData'],
    ['meta-data/iam/info', 'role'],
    ['meta-data/public-keys/', 'keyPair'],
    ['meta-data/public-ipv4', 'publicAddress'],
    ['meta-data/spot/instance-action', 'spotInterruption'],
  ] as const)('%s is not there for an instance without %s', (path, property) => {
    const { [property]: _, ...without } = instance
    expect(get(`/latest/${path}`)).toBeDefined()
    expect(get(`/latest/${path}`, without)).toBeUndefined()
  })

  test('tags exist only if they are enabled', () => {
    expect(
      get('/latest/meta-data/tags/instance/Name', withOptions({ instanceMetadataTags: 'disabled' })),
    ).toBe(undefined)
  })

  test.each([
    '/latest/meta-data/unknown',
    '/latest/meta-data/ami-id/x',
    '/1999-01-01/meta-data/',
    '/latest/constructor',
  ])('%s is not found', path => expect(get(path)).toBeUndefined())

  test('folders are listed with a slash', () => {
    expect(get('/latest/')).toBe('dynamic/\nmeta-data/\nuser-data')
    expect(get('/latest/meta-data')?.split('\n')).toEqual(
      expect.arrayContaining(['ami-id', 'iam/', 'network/']),
    )
    expect(get('/')?.split('\n')).toContain('latest')
  })
})
