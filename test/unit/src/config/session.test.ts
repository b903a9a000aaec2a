import { describe, expect, test } from 'vitest'
import { projectFolder } from './project-folder.ts'

const project = projectFolder()
const role = 'arn:aws:iam::123456789012:role/build/images'

function yaml(session: string): string {
  return `session: ${session}\nimages: {ecs: {base: al2023}}\n`
}

test('a session that sets everything', async () => {
  const text = yaml(
    `{role: "${role}", externalId: build-42, allowedAccounts: ["123456789012"], mfaCommand: [ykman, oath, code, -s, aws], durationSeconds: 7200}`,
  )
  expect((await project.read(text)).session).toStrictEqual({
    role,
    externalId: 'build-42',
    allowedAccounts: ['123456789012'],
    mfaCommand: ['ykman', 'oath', 'code', '-s', 'aws'],
    durationSeconds: 7200,
  })
})

describe('refused', () => {
  test.each([
    [
      'a role that is no ARN',
      '{role: images}',
      'VALUE_FORMAT',
      'session.role',
      'arn:aws:iam::ACCOUNT:role/NAME',
    ],
    ['a user', '{role: "arn:aws:iam::123456789012:user/x"}', 'VALUE_FORMAT', 'session.role', 'role/NAME'],
    [
      'an external id without a role',
      '{externalId: build-42}',
      'SESSION_CONFLICT',
      'session.externalId',
      'Add session.role',
    ],
    [
      'a role of an account that is not allowed',
      `{role: "${role}", allowedAccounts: ["210987654321"]}`,
      'SESSION_CONFLICT',
      'session.role',
      'Add "123456789012"',
    ],
    [
      'an account as a number',
      '{allowedAccounts: [123456789012]}',
      'VALUE_TYPE',
      'session.allowedAccounts[0]',
      'quotes',
    ],
    [
      'a session of ten minutes',
      '{durationSeconds: 600}',
      'VALUE_RANGE',
      'session.durationSeconds',
      '900 to 43200',
    ],
    [
      'a session of a day',
      '{durationSeconds: 86400}',
      'VALUE_RANGE',
      'session.durationSeconds',
      '900 to 43200',
    ],
    ['a command as a line', '{mfaCommand: ykman code}', 'VALUE_TYPE', 'session.mfaCommand', 'list'],
    ['an empty command', '{mfaCommand: []}', 'VALUE_RANGE', 'session.mfaCommand', 'as a list item'],
    ['a mistyped key', '{rol: x}', 'KEY_UNKNOWN', 'session.rol', 'Did you mean "role"?'],
  ])('%s', async (_, session, code, key, hint) => {
    const faults = await project.faultsOf(yaml(session))
    expect(faults).toMatchObject([{ code, key, line: 1, hint: expect.stringContaining(hint) }])
  })
})
