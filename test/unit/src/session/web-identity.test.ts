import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSts } from '#src/aws/sts.ts'
import { clock, files } from '#src/host/system.ts'
import { openSession } from '#src/session/session.ts'
import { readWebIdentityToken } from '#src/session/web-identity.ts'
import { type CannedAnswers, cannedAnswers } from '#test/helpers/canned-answers.ts'

const subject = 'repo:acme/images:ref:refs/heads/main'
const tokenAbout = (claims: object) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'token-'))
  file = join(folder, 'token')
})
afterEach(() => rm(folder, { recursive: true }))

describe('the token of a file', () => {
  test('has the subject of the token', async () => {
    const text = tokenAbout({ sub: subject })
    await writeFile(file, `${text}\n`)
    await expect(readWebIdentityToken(file, files)).resolves.toEqual({ text, subject })
  })

  test.each(['none', 'e30.e30.x', tokenAbout({ sub: 1 })])('may have no subject: %s', async text => {
    await writeFile(file, text)
    await expect(readWebIdentityToken(file, files)).resolves.toEqual({ text, subject: '' })
  })

  test('is an error when it is missing or empty', async () => {
    const error = { code: 'WEB_IDENTITY_UNREADABLE', message: expect.stringContaining(file) }
    await expect(readWebIdentityToken(file, files)).rejects.toMatchObject(error)
    await writeFile(file, '\n')
    await expect(readWebIdentityToken(file, files)).rejects.toMatchObject(error)
  })
})

const role = {
  arn: 'arn:aws:iam::123456789012:role/ci',
  externalId: null,
  sessionName: null,
  durationSeconds: 7200,
}

function sessionBy(options: CannedAnswers) {
  return openSession({
    plan: { source: { kind: 'webIdentity', tokenFile: file }, mfaSerial: null, roles: [role] },
    source: { kind: 'token', read: () => readWebIdentityToken(file, files) },
    sts: async credentials => createSts({ ...options, credentials }),
    codes: { attempts: 1, read: () => Promise.reject(new Error('no code is needed')) },
    cache: { read: async () => undefined, write: async () => undefined, clear: async () => 0 },
    clock,
    use: { purpose: 'bake', features: [], stackRole: null },
    allowedAccounts: [],
  })
}

const granted = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
  <Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
  <Expiration>2000-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`
const refused = (code: string) =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error></ErrorResponse>`

describe('a session by a token', () => {
  test('has the subject in its name, is limited to its purpose, and reads the token again for the next session', async () => {
    const sts = cannedAnswers(() => ({ status: 200, body: granted }))
    const { credentials } = sessionBy(sts)
    const tokens = [tokenAbout({ sub: subject }), tokenAbout({ sub: subject, jti: 2 })]
    for (const token of tokens) {
      await writeFile(file, token)
      await expect(credentials()).resolves.toMatchObject({ accessKeyId: 'ASIA' })
    }
    const asked = sts.requests.map(body => Object.fromEntries(new URLSearchParams(body)))
    expect(asked).toMatchObject(
      tokens.map(WebIdentityToken => ({
        Action: 'AssumeRoleWithWebIdentity',
        RoleArn: role.arn,
        RoleSessionName: 'packer-ecs-bake-repo-acme-images-ref-refs-heads-main',
        DurationSeconds: '7200',
        WebIdentityToken,
        Policy: expect.stringContaining('ec2:RunInstances'),
      })),
    )
  })

  test.each([
    ['AccessDenied', 'ROLE_DENIED', `as ${subject}`],
    ['ExpiredTokenException', 'WEB_IDENTITY_REFUSED', 'ExpiredTokenException'],
    ['InvalidIdentityToken', 'WEB_IDENTITY_REFUSED', 'InvalidIdentityToken'],
    ['PackedPolicyTooLarge', 'SESSION_POLICY_TOO_LARGE', role.arn],
  ])('%s is %s', async (code, ours, said) => {
    await writeFile(file, tokenAbout({ sub: subject }))
    const sts = cannedAnswers(() => ({ status: 400, body: refused(code) }))
    const error = { code: ours, message: expect.stringContaining(said) }
    await expect(sessionBy(sts).credentials()).rejects.toMatchObject(error)
  })
})
