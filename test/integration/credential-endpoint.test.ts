import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { fromContainerMetadata } from '@aws-sdk/credential-providers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Credentials } from '#src/aws/credentials.ts'
import { type CredentialEndpoint, startCredentialEndpoint } from '#src/session/credential-endpoint.ts'

const random = { hex: (bytes: number) => randomBytes(bytes).toString('hex') }

let endpoint: CredentialEndpoint
let lent: () => Promise<Credentials>
beforeEach(async () => {
  lent = async () => ({ accessKeyId: 'AKIA', secretAccessKey: 'key' })
  endpoint = await startCredentialEndpoint({ credentials: () => lent(), random })
})
afterEach(() => endpoint.close())

const port = () => new URL(endpoint.url).port

const ask = (authorization?: string, url = endpoint.url, method = 'GET') =>
  fetch(url, { method, headers: authorization === undefined ? {} : { authorization } })

test('who has the token gets the credentials in the container form', async () => {
  const expiration = new Date('2026-11-21T02:00:00Z')
  lent = async () => ({ accessKeyId: 'ASIA', secretAccessKey: 'key', sessionToken: 'token', expiration })
  const response = await ask(endpoint.token)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    AccessKeyId: 'ASIA',
    SecretAccessKey: 'key',
    Token: 'token',
    Expiration: '2026-11-21T02:00:00.000Z',
  })
})

test('keys without an end get one far away', async () => {
  expect(await (await ask(endpoint.token)).json()).toMatchObject({
    Expiration: '2099-12-31T23:59:59Z',
    Token: '',
  })
})

test('every request asks anew, so that a session may be renewed', async () => {
  await ask(endpoint.token)
  lent = async () => ({ accessKeyId: 'RENEWED', secretAccessKey: 'key' })
  expect(await (await ask(endpoint.token)).json()).toMatchObject({ AccessKeyId: 'RENEWED' })
})

test.each([
  ['no token', () => undefined],
  ['an empty token', () => ''],
  ['a wrong token of the same length', () => 'f'.repeat(endpoint.token.length)],
  ['the beginning of the token', () => endpoint.token.slice(0, -1)],
])('%s gets 401 and nothing of the credentials', async (_, token) => {
  const response = await ask(token())
  expect(response.status).toBe(401)
  expect(await response.text()).not.toContain('AKIA')
})

test.each([
  ['an origin', () => ({ origin: 'https://attacker.example' })],
  ['an opaque origin', () => ({ origin: 'null' })],
  ['a name that was pointed to the loopback address', () => ({ host: `attacker.example:${port()}` })],
  ['another name of the loopback address', () => ({ host: `localhost:${port()}` })],
  ['another port', () => ({ host: '127.0.0.1:80' })],
])('a web page gets 403, even with the token: %s', async (_, headers) => {
  const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const sent = request(
      endpoint.url,
      { headers: { authorization: endpoint.token, ...headers() } },
      response => {
        let text = ''
        response.on('data', data => {
          text += data
        })
        response.on('end', () => resolve({ status: response.statusCode, text }))
      },
    )
    sent.on('error', reject).end()
  })
  expect(answer.status).toBe(403)
  expect(answer.text).not.toContain('AKIA')
})

test('another path or method gets 404', async () => {
  expect((await ask(endpoint.token, new URL('/', endpoint.url).href)).status).toBe(404)
  expect((await ask(endpoint.token, endpoint.url, 'POST')).status).toBe(404)
})

test('a failed renewal is a 500 that does not tell the reason', async () => {
  lent = async () => {
    throw new Error('arn:aws:iam::123456789012:role/admin')
  }
  const response = await ask(endpoint.token)
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('role/admin')
})

test('it listens on loopback only', () => {
  expect(new URL(endpoint.url).hostname).toBe('127.0.0.1')
})

test("AWS's own SDK takes them", async () => {
  process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = endpoint.url
  process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN = endpoint.token
  try {
    expect(await fromContainerMetadata()()).toMatchObject({ accessKeyId: 'AKIA', secretAccessKey: 'key' })
  } finally {
    delete process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI
    delete process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN
  }
})

test('once closed it answers no more', async () => {
  await endpoint.close()
  await expect(ask(endpoint.token)).rejects.toThrow()
  endpoint = await startCredentialEndpoint({ credentials: () => lent(), random })
})
