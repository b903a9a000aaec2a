import { describe, expect, test } from 'vitest'
import { mfaCodes } from '#src/connect/mfa-codes.ts'
import type { Person, ProblemOf } from '#src/host/person.ts'

const serial = 'arn:aws:iam::123456789012:mfa/me'
const nobody = { canAnswer: false } as Person

describe('a code from the configured command', () => {
  const codes = (script: string) => mfaCodes([process.execPath, '-e', script], nobody)

  test('is the first line that it prints, and it is asked once', async () => {
    const { attempts, read } = codes('console.log(" 123456 \\nnot this")')
    expect(attempts).toBe(1)
    expect(await read(serial)).toBe('123456')
  })

  test('is for the device that the environment names', async () => {
    const { read } = codes(
      `console.log(process.env.MFA_SERIAL === ${JSON.stringify(serial)} ? 111111 : 222222)`,
    )
    expect(await read(serial)).toBe('111111')
  })

  test.each(['1234567', '12345', 'hunter2', ''])('is not %j, which no message repeats', async printed => {
    const error = await codes(`console.log(${JSON.stringify(printed)})`)
      .read(serial)
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'MFA_COMMAND_FAILED',
      message: 'session.mfaCommand returned no code: its first line is not a six-digit code',
    })
  })

  test('is not taken from a command that failed', async () => {
    await expect(codes('console.log(123456); process.exit(3)').read(serial)).rejects.toMatchObject({
      code: 'MFA_COMMAND_FAILED',
      message: expect.stringContaining('exit code 3'),
    })
  })

  test('is missing when there is no such program', async () => {
    await expect(mfaCodes(['./no-such-program'], nobody).read(serial)).rejects.toMatchObject({
      code: 'MFA_COMMAND_FAILED',
      message: expect.stringContaining('ENOENT'),
    })
  })
})

describe('a code from the person', () => {
  test('is asked for up to three times, and must have six digits', async () => {
    const asked: [string, ProblemOf][] = []
    const code = async (question: string, problemOf: ProblemOf) => {
      asked.push([question, problemOf])
      return '123456'
    }
    const { attempts, read } = mfaCodes(null, { canAnswer: true, code } as Person)
    expect(await read(serial)).toBe('123456')
    expect(attempts).toBe(3)
    const [question, problemOf] = asked[0] ?? []
    expect(question).toContain(serial)
    expect(problemOf?.('123456')).toBeUndefined()
    expect(problemOf?.('12345a')).toBe('A code has six digits.')
  })

  test('is an error where there is no terminal', async () => {
    await expect(mfaCodes(null, nobody).read(serial)).rejects.toMatchObject({
      code: 'MFA_NEEDED',
      message: expect.stringContaining(serial),
    })
  })
})
