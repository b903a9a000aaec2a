import { describe, expect, test } from 'vitest'
import { createSts } from '#src/aws/sts.ts'
import { queryAnswer, queryError } from '#test/helpers/aws-xml.ts'
import { cannedAnswers } from '#test/helpers/canned-answers.ts'

const role = {
  arn: 'arn:aws:iam::123456789012:role/images',
  externalId: null,
  sessionName: 's',
  durationSeconds: 7200,
  policy: null,
}
const token = { text: 'jwt', subject: 'repo:acme' }

const answering = (...answers: ReturnType<typeof queryAnswer>[]) => {
  const options = cannedAnswers(() => answers.shift() ?? queryError('NoMoreAnswers'))
  return { sts: createSts(options), requests: options.requests }
}
const refusing = (code: string, message?: string) => answering(queryError(code, message)).sts

test.each([
  ['arn:aws:iam::123456789012:user/team/alice', 'team/alice', 'aws'],
  ['arn:aws-cn:sts::123456789012:assumed-role/images/alice', 'images/alice', 'aws-cn'],
  ['arn:aws:iam::123456789012:root', 'root', 'aws'],
])('the caller %s is %s in the partition %s', async (arn, name, partition) => {
  const content = `<Arn>${arn}</Arn><UserId>A</UserId><Account>123456789012</Account>`
  const { sts } = answering(queryAnswer('GetCallerIdentity', content))
  await expect(sts.caller()).resolves.toEqual({ accountId: '123456789012', arn, name, partition })
})

describe('an MFA code', () => {
  const request = { serial: 'arn:mfa', code: '123456', durationSeconds: 129_600 }

  test.each([
    ['AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.'],
    ['ValidationError', "Value '12' at 'tokenCode' failed to satisfy constraint"],
    ['ValidationError', "Value 'x' at 'serialNumber' failed to satisfy constraint"],
  ])('that STS refuses with %s: %s is wrong', async (code, message) => {
    await expect(refusing(code, message).mfaSession(request)).rejects.toMatchObject({ code: 'MFA_WRONG' })
  })

  test('is not called wrong when STS refuses the user', async () => {
    const refused = refusing('AccessDenied', 'not authorized to perform sts:GetSessionToken')
    await expect(refused.mfaSession(request)).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  })
})

describe('a role', () => {
  const credentials =
    '<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-11-21T12:00:00Z</Expiration></Credentials>'

  test('is assumed with its external id and session policy', async () => {
    const { sts, requests } = answering(queryAnswer('AssumeRole', credentials))
    await expect(sts.assumeRole({ ...role, externalId: 'e', policy: '{}' })).resolves.toEqual({
      accessKeyId: 'ASIA',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: new Date('2026-11-21T12:00:00Z'),
    })
    expect(Object.fromEntries(new URLSearchParams(requests[0]))).toMatchObject({
      RoleArn: role.arn,
      ExternalId: 'e',
      Policy: '{}',
      DurationSeconds: '7200',
    })
  })

  test('without them is assumed without both', async () => {
    const { sts, requests } = answering(queryAnswer('AssumeRole', credentials))
    await sts.assumeRole(role)
    expect(requests[0]).not.toMatch(/ExternalId|Policy/)
  })

  test.each([
    [null, 'no external id'],
    ['e', 'the configured external id'],
  ])('that does not trust the caller is an error that says what was sent', async (externalId, what) => {
    await expect(refusing('AccessDenied').assumeRole({ ...role, externalId })).rejects.toMatchObject({
      code: 'ROLE_DENIED',
      why: expect.stringContaining(what),
    })
  })

  test('with a shorter maximum session duration is an error of the configuration', async () => {
    const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
    const refused = { code: 'ROLE_DURATION', exitStatus: 2 }
    await expect(refusing('ValidationError', message).assumeRole(role)).rejects.toMatchObject(refused)
    const byToken = refusing('ValidationError', message).assumeRoleByToken(role, token)
    await expect(byToken).rejects.toMatchObject(refused)
  })

  test('with another invalid value is an error of the call', async () => {
    const refused = refusing('ValidationError', 'RoleArn is invalid').assumeRole(role)
    await expect(refused).rejects.toMatchObject({ code: 'AWS_CALL_FAILED' })
  })

  test('without a session policy that is too large is an error, with one it is undefined', async () => {
    const refused = () => refusing('PackedPolicyTooLarge')
    await expect(refused().assumeRole({ ...role, policy: '{}' })).resolves.toBeUndefined()
    await expect(refused().assumeRole(role)).rejects.toMatchObject({ code: 'AWS_CALL_FAILED' })
  })

  test.each([
    ['AccessDenied', 'ROLE_DENIED'],
    ['ExpiredTokenException', 'WEB_IDENTITY_REFUSED'],
    ['InvalidIdentityToken', 'WEB_IDENTITY_REFUSED'],
    ['IDPRejectedClaim', 'WEB_IDENTITY_REFUSED'],
  ])('that a token cannot assume because of %s is %s', async (code, expected) => {
    await expect(refusing(code).assumeRoleByToken(role, token)).rejects.toMatchObject({ code: expected })
  })
})
