import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type CredentialSource, readProfiles, sourceCredentials } from '#src/aws/profiles.ts'
import { type CannedAnswers, cannedAnswers } from '#test/helpers/canned-answers.ts'

const config = `[profile acme]
sso_session = acme
sso_account_id = 123456789012
sso_role_name = Images
[sso-session acme]
sso_start_url = https://acme.example/start
sso_region = eu-west-1
`
const given = { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', expiration: 4_000_000_000_000 }

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'home-'))
  await mkdir(join(home, '.aws/sso/cache'), { recursive: true })
  await writeFile(join(home, '.aws/config'), config)
  vi.stubEnv('HOME', home)
  for (const name of [
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_ENDPOINT_URL',
    'AWS_ENDPOINT_URL_SSO',
  ])
    vi.stubEnv(name, undefined)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true })
})

async function signIn(expiresAt: string): Promise<void> {
  const file = `${createHash('sha1').update('acme').digest('hex')}.json`
  await writeFile(join(home, '.aws/sso/cache', file), JSON.stringify({ accessToken: 'token', expiresAt }))
}

async function ask(portal: CannedAnswers) {
  const source = { kind: 'chain', profile: 'acme' } as const
  return (await sourceCredentials(source, { ...portal, region: 'us-east-1' }))()
}

const portalWith = (status: number, content: object) =>
  cannedAnswers(() => ({ status, body: JSON.stringify(content) }))

test('IAM Identity Center is called in its own region, not in that of the command', async () => {
  await signIn('2099-01-01T00:00:00Z')
  const portal = portalWith(200, { roleCredentials: given })
  await expect(ask(portal)).resolves.toMatchObject({ accessKeyId: 'ASIA' })
  expect(portal.hosts).toEqual(['portal.sso.eu-west-1.amazonaws.com'])
})

test('a missing or expired sign-in is an error with the command to sign in', async () => {
  const needed = { code: 'SSO_LOGIN_NEEDED', hint: expect.stringContaining('aws sso login --profile acme') }
  await expect(ask(portalWith(200, {}))).rejects.toMatchObject(needed)
  await signIn('2020-01-01T00:00:00Z')
  await expect(ask(portalWith(200, {}))).rejects.toMatchObject(needed)
})

test.each([
  ['UnauthorizedException', 'SSO_LOGIN_NEEDED', 401],
  ['ForbiddenException', 'ROLE_DENIED', 403],
  ['ResourceNotFoundException', 'NO_CREDENTIALS', 404],
])('%s of the portal is %s', async (__type, code, status) => {
  await signIn('2099-01-01T00:00:00Z')
  const message = expect.stringContaining(__type)
  await expect(ask(portalWith(status, { __type, message: 'No' }))).rejects.toMatchObject({ code, message })
})

describe('credential_source', () => {
  const from = async (source: CredentialSource) =>
    (await sourceCredentials(source, { region: 'us-east-1' }))()

  test('Environment takes the keys of the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENV')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's')
    await expect(from({ kind: 'named', name: 'Environment' })).resolves.toMatchObject({
      accessKeyId: 'AKIAENV',
    })
  })

  test('Environment without keys is an error', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined)
    await expect(from({ kind: 'named', name: 'Environment' })).rejects.toMatchObject({
      code: 'NO_CREDENTIALS',
    })
  })

  test('EcsContainer without a container is an error', async () => {
    for (const name of ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'])
      vi.stubEnv(name, undefined)
    await expect(from({ kind: 'named', name: 'EcsContainer' })).rejects.toMatchObject({
      code: 'NO_CREDENTIALS',
    })
  })

  test('Ec2InstanceMetadata where it is turned off is an error', async () => {
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    await expect(from({ kind: 'named', name: 'Ec2InstanceMetadata' })).rejects.toMatchObject({
      code: expect.stringMatching(/^(NO_CREDENTIALS|AWS_CALL_FAILED)$/),
    })
  })

  test('another value is an error that lists the values', async () => {
    await expect(from({ kind: 'named', name: 'environment' })).rejects.toMatchObject({
      code: 'NO_CREDENTIALS',
      message: expect.stringContaining('use Environment, Ec2InstanceMetadata or EcsContainer'),
    })
  })

  test('a profile that is its own source has its own keys', async () => {
    await writeFile(
      join(home, '.aws/credentials'),
      '[own]\naws_access_key_id = AKIAOWN\naws_secret_access_key = s\naws_session_token = t\n',
    )
    await expect(from({ kind: 'keys', profile: 'own' })).resolves.toEqual({
      accessKeyId: 'AKIAOWN',
      secretAccessKey: 's',
      sessionToken: 't',
    })
    await expect(from({ kind: 'keys', profile: 'acme' })).rejects.toMatchObject({
      code: 'NO_CREDENTIALS',
      message: expect.stringContaining('profile acme has no access key'),
    })
  })
})

test('sections that are not profiles are left out', async () => {
  expect(Object.keys(await readProfiles())).toEqual(['acme'])
})

describe('a console sign-in with "aws login"', () => {
  const session = 'arn:aws:iam::123456789012:user/alice'
  const source = { kind: 'chain', profile: 'console' } as const
  const lookUp = async () => (await sourceCredentials(source, { region: 'us-east-1' }))()

  beforeEach(() => writeFile(join(home, '.aws/config'), `[profile console]\nlogin_session = ${session}\n`))

  test('gives the credentials of its cache', async () => {
    const folder = join(home, '.aws/login/cache')
    await mkdir(folder, { recursive: true })
    const accessToken = {
      accessKeyId: 'ASIA',
      secretAccessKey: 's',
      sessionToken: 't',
      accountId: '123456789012',
      expiresAt: '2099-01-01T00:00:00Z',
    }
    const token = { accessToken, clientId: 'c', refreshToken: 'r', dpopKey: 'k' }
    const file = `${createHash('sha256').update(session).digest('hex')}.json`
    await writeFile(join(folder, file), JSON.stringify(token))
    await expect(lookUp()).resolves.toMatchObject({ accessKeyId: 'ASIA', sessionToken: 't' })
  })

  test('that is missing is an error with the command to sign in', async () => {
    await expect(lookUp()).rejects.toMatchObject({
      code: 'NO_CREDENTIALS',
      hint: expect.stringContaining('aws login'),
    })
  })
})
