import { describe, expect, test } from 'vitest'
import { planSession, type SessionPlanRequest } from '#src/session/plan.ts'

const images = 'arn:aws:iam::123456789012:role/images'
const admin = 'arn:aws:iam::123456789012:role/admin'
const serial = 'arn:aws:iam::123456789012:mfa/alice'
const keys = { aws_access_key_id: 'AKIA', aws_secret_access_key: 'secret' }

function plan(profiles: SessionPlanRequest['profiles'], replaced: Partial<SessionPlanRequest> = {}) {
  return planSession({
    profile: 'build',
    profiles,
    hasEnvironmentKeys: false,
    environmentIdentity: null,
    role: null,
    externalId: null,
    durationSeconds: 3600,
    ...replaced,
  })
}

const role = (arn: string, replaced: object = {}) => ({
  arn,
  externalId: null,
  sessionName: null,
  durationSeconds: 3600,
  ...replaced,
})

describe('what the SDK handles', () => {
  test.each([
    ['keys', keys],
    ['SSO', { sso_session: 'corp', sso_account_id: '123456789012', sso_role_name: 'Images' }],
    ['a process', { credential_process: 'vault read' }],
  ])('%s', (_, build) => {
    expect(plan({ build })).toEqual({
      source: { kind: 'chain', profile: 'build' },
      mfaSerial: null,
      roles: [],
    })
  })

  test('no profile: environment, container, instance', () => {
    expect(plan({}, { profile: undefined }).source).toEqual({ kind: 'chain', profile: undefined })
  })

  test('keys in the environment override the default profile, as in the SDK', () => {
    const request = { profile: undefined, hasEnvironmentKeys: true }
    expect(plan({ default: { role_arn: images, source_profile: 'x' } }, request).roles).toEqual([])
  })
})

describe('a web identity', () => {
  const byToken = (arn: string, more: object = {}) => ({
    source: { kind: 'webIdentity', tokenFile: '/token' },
    mfaSerial: null,
    roles: [role(arn, more)],
  })
  const build = { role_arn: images, web_identity_token_file: '/token' }
  const environment = { profile: undefined, environmentIdentity: build }

  test('of a profile takes its role', () => {
    expect(plan({ build: { ...build, role_session_name: 'ci' } })).toEqual(
      byToken(images, { sessionName: 'ci' }),
    )
  })

  test('of the environment overrides the default profile, and keys override it', () => {
    expect(plan({ default: keys }, environment)).toEqual(byToken(images))
    expect(plan({}, { ...environment, hasEnvironmentKeys: true }).source.kind).toBe('chain')
    expect(plan({ build: keys }, { ...environment, profile: 'build' }).source.kind).toBe('chain')
  })

  test('is the source of other roles, for an hour at most', () => {
    const profiles = { build: { role_arn: admin, source_profile: 'job' }, job: build }
    expect(plan(profiles).roles).toEqual([role(images), role(admin)])
    expect(plan({}, { ...environment, role: admin }).roles).toEqual([role(images), role(admin)])
    const tooLong = expectError(() => plan({}, { ...environment, role: admin, durationSeconds: 7200 }))
    expect(tooLong).toMatchObject({ code: 'CHAINED_ROLE_DURATION' })
  })

  test('assumes the configuration\u2019s role once, with its duration', () => {
    expect(plan({}, { ...environment, role: images, durationSeconds: 7200 })).toEqual(
      byToken(images, { durationSeconds: 7200 }),
    )
  })
})

test('a role of a profile is assumed from its source, with its settings', () => {
  const build = {
    role_arn: images,
    source_profile: 'base',
    mfa_serial: serial,
    external_id: 'build-42',
    role_session_name: 'ci',
    duration_seconds: '7200',
  }
  expect(plan({ build, base: keys })).toEqual({
    source: { kind: 'chain', profile: 'base' },
    mfaSerial: serial,
    roles: [role(images, { externalId: 'build-42', sessionName: 'ci', durationSeconds: 7200 })],
  })
})

test('a chain of roles uses the MFA device once, at first', () => {
  const profiles = {
    build: { role_arn: images, source_profile: 'middle', mfa_serial: serial },
    middle: { role_arn: admin, source_profile: 'base', mfa_serial: serial },
    base: keys,
  }
  expect(plan(profiles)).toEqual({
    source: { kind: 'chain', profile: 'base' },
    mfaSerial: serial,
    roles: [role(admin), role(images)],
  })
})

test('keys with an MFA device and no role', () => {
  expect(plan({ build: { ...keys, mfa_serial: serial } })).toMatchObject({ mfaSerial: serial, roles: [] })
})

test('a profile may be its own source when it has keys', () => {
  const build = { ...keys, role_arn: images, source_profile: 'build' }
  expect(plan({ build })).toMatchObject({ source: { kind: 'keys', profile: 'build' }, roles: [role(images)] })
})

test('credential_source is the source of the first credentials', () => {
  const build = { role_arn: images, credential_source: 'Ec2InstanceMetadata' }
  expect(plan({ build }).source).toEqual({ kind: 'named', name: 'Ec2InstanceMetadata' })
})

describe('the role of the configuration', () => {
  test('comes last', () => {
    const profiles = { build: { role_arn: admin, source_profile: 'base' }, base: keys }
    expect(plan(profiles, { role: images, externalId: 'x' }).roles).toEqual([
      role(admin),
      role(images, { externalId: 'x' }),
    ])
  })

  test('is not assumed twice when the profile has it', () => {
    const profiles = { build: { role_arn: images, source_profile: 'base', external_id: 'y' }, base: keys }
    expect(plan(profiles, { role: images, durationSeconds: 1800 }).roles).toEqual([
      role(images, { externalId: 'y', durationSeconds: 1800 }),
    ])
  })
})

describe('refused before any call to AWS', () => {
  const chain = { middle: { role_arn: admin, source_profile: 'base' }, base: keys }
  test.each<[string, SessionPlanRequest['profiles'], Partial<SessionPlanRequest>, string, string]>([
    ['a profile that does not exist', { other: keys }, {}, 'PROFILE_UNKNOWN', 'Available profiles: other.'],
    [
      'a source that does not exist',
      { build: { role_arn: images, source_profile: 'gone' } },
      {},
      'PROFILE_UNKNOWN',
      '"gone"',
    ],
    [
      'a role without a source',
      { build: { role_arn: images } },
      {},
      'PROFILE_INCOMPLETE',
      'neither source_profile',
    ],
    [
      'a circle',
      {
        build: { role_arn: images, source_profile: 'two' },
        two: { role_arn: admin, source_profile: 'build' },
      },
      {},
      'PROFILE_INCOMPLETE',
      'build → two → build',
    ],
    [
      'a duration that is none',
      { build: { role_arn: images, source_profile: 'base', duration_seconds: '60' }, base: keys },
      {},
      'PROFILE_INCOMPLETE',
      'duration_seconds 60',
    ],
    [
      'two hours of a chained role',
      { ...chain, build: { role_arn: images, source_profile: 'middle', duration_seconds: '7200' } },
      {},
      'CHAINED_ROLE_DURATION',
      '7200 seconds',
    ],
    [
      'two hours of the configuration\u2019s role after the profile\u2019s',
      { ...chain, build: chain.middle },
      { role: images, durationSeconds: 7200 },
      'CHAINED_ROLE_DURATION',
      images,
    ],
  ])('%s', (_, profiles, request, code, said) => {
    const error = expectError(() => plan(profiles, request))
    expect(error).toMatchObject({ code, exitStatus: 2 })
    expect(`${error.message} ${error.why}`).toContain(said)
  })
})

function expectError(work: () => unknown): { message: string; why: string } {
  try {
    work()
  } catch (error) {
    return error as { message: string; why: string }
  }
  throw new Error('it was not refused')
}
