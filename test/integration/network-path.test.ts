import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTlsWorld, type TlsWorld } from '#test/helpers/tls-world.ts'

const program = join(import.meta.dirname, '../../src/main.ts')
const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::123456789012:user/alice</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`

function refusal(code: string, message: string) {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`
  const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${error}</ErrorResponse>`
  return { status: 403, body }
}

describe('the way to AWS', () => {
  let world: TlsWorld
  beforeAll(async () => {
    world = await startTlsWorld(['sts.corp.test', 'localhost'])
  })
  afterAll(() => world?.close())
  beforeEach(() => {
    world.tunnels.length = 0
    world.answer = { status: 200, body: identity }
    world.proxyAsksWho = false
  })

  /** `packer-ecs whoami` with these variables and keys that mean nothing. */
  async function whoami(environment: Readonly<Record<string, string>>) {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [program, 'whoami', '--json'], {
      cwd: import.meta.dirname,
      env: {
        PATH: process.env.PATH ?? '',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL: 'https://sts.corp.test',
        ...environment,
      },
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
    })
    return { exitCode, account: (JSON.parse(stdout || '{}') as { accountId?: string }).accountId, stderr }
  }

  test.each(['HTTPS_PROXY', 'https_proxy'])('goes through the proxy of %s', async name => {
    const answer = await whoami({ [name]: world.proxy, AWS_CA_BUNDLE: world.authority })
    expect(answer).toEqual({ exitCode: 0, account: '123456789012', stderr: '' })
    expect(world.tunnels).toEqual(['sts.corp.test:443'])
  })

  test('a proxy that asks who we are is told as that; with name and password it lets us through', async () => {
    world.proxyAsksWho = true
    const environment = { HTTPS_PROXY: world.proxy, AWS_CA_BUNDLE: world.authority }
    const { exitCode, stderr } = await whoami(environment)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('PROXY_REFUSED  the proxy refused sts:GetCallerIdentity')
    const named = world.proxy.replace('//', '//me:secret@')
    expect(await whoami({ ...environment, HTTPS_PROXY: named })).toMatchObject({ exitCode: 0, stderr: '' })
  })

  test('trusts the authorities that the profile names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'profile-'))
    const file = join(folder, 'config')
    await writeFile(file, `[profile corp]\nca_bundle = ${world.authority}\n`)
    const environment = { HTTPS_PROXY: world.proxy, AWS_CONFIG_FILE: file }
    expect((await whoami(environment)).stderr).toContain('TLS_NOT_TRUSTED')
    const profiled = { ...environment, AWS_PROFILE: 'corp' }
    await writeFile(
      file,
      `[profile corp]\nca_bundle = ${world.authority}\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n`,
    )
    expect(await whoami(profiled)).toMatchObject({ exitCode: 0, account: '123456789012' })
    await writeFile(file, '[profile corp]\nca_bundle = /nonexistent\n')
    expect((await whoami(profiled)).stderr).toContain('ca_bundle of the profile is /nonexistent')
    await rm(folder, { recursive: true })
  })

  test('goes past the proxy where NO_PROXY says so', async () => {
    const answer = await whoami({
      HTTPS_PROXY: world.proxy,
      NO_PROXY: 'example.com,localhost',
      AWS_ENDPOINT_URL: `https://localhost:${world.serverPort}`,
      AWS_CA_BUNDLE: world.authority,
    })
    expect(answer).toEqual({ exitCode: 0, account: '123456789012', stderr: '' })
    expect(world.tunnels).toEqual([])
  })

  test('takes the authorities of NODE_EXTRA_CA_CERTS too, with and without a proxy', async () => {
    const trust = { NODE_EXTRA_CA_CERTS: world.authority }
    expect(await whoami({ ...trust, HTTPS_PROXY: world.proxy })).toMatchObject({ exitCode: 0 })
    const endpoint = `https://localhost:${world.serverPort}`
    expect(await whoami({ ...trust, AWS_ENDPOINT_URL: endpoint })).toMatchObject({ exitCode: 0 })
  })

  test('ends at a certificate of an unknown authority, and says what to do', async () => {
    const { exitCode, stderr } = await whoami({ HTTPS_PROXY: world.proxy })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('TLS_NOT_TRUSTED')
    expect(stderr).toContain('AWS_CA_BUNDLE')
  })

  test.each([
    ['is not there', '/no/such/bundle.pem', 'does not exist'],
    ['holds no certificate', program, 'no PEM certificate'],
  ])('a bundle that %s is refused before any call', async (_, bundle, problem) => {
    const { exitCode, stderr } = await whoami({ HTTPS_PROXY: world.proxy, AWS_CA_BUNDLE: bundle })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('CA_BUNDLE_UNREADABLE')
    expect(stderr).toContain(problem)
    expect(world.tunnels).toEqual([])
  })

  test.each([
    [
      'a clock that is off',
      'SignatureDoesNotMatch',
      'Signature expired: 20260101T000000Z is now earlier',
      'CLOCK_OFF',
    ],
    [
      'a wrong secret',
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match',
      'CREDENTIALS_REFUSED',
    ],
    [
      'an expired session',
      'ExpiredToken',
      'The security token included in the request is expired',
      'CREDENTIALS_EXPIRED',
    ],
  ])('%s is told as that', async (_, code, message, ours) => {
    world.answer = refusal(code, message)
    const { exitCode, stderr } = await whoami({ HTTPS_PROXY: world.proxy, AWS_CA_BUNDLE: world.authority })
    expect(exitCode).toBe(1)
    expect(stderr).toContain(ours)
  })
})
