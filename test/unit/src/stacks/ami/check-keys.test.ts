import { expect, test } from 'vitest'
import { checkKeys, type KeyFacts } from '#src/stacks/ami/check-keys.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const arn = 'arn:aws:kms:eu-west-1:123456789012:key/1'
const check = (state: string | undefined, isUsable: KeyFacts['isUsable']) =>
  checkKeys({ ami: { found: image() }, keys: [{ arn, state, isUsable }], accountId: '123456789012' })

test.each([
  ['Missing', `${arn} for the volumes of`, 'does not exist', 'Use a key of this account'],
  ['Disabled', `${arn} for the volumes of`, 'is Disabled', 'aws kms enable-key'],
])('a key that is %s is an error that says so, with its remedy', (state, ...words) => {
  const [key = '', problem = '', remedy = ''] = words
  const text = (error: unknown) => {
    const { message, hint } = error as { message: string; hint: string }
    return `${message} ${hint}`
  }
  let found = ''
  try {
    check(state, true)
  } catch (error) {
    found = text(error)
  }
  for (const part of [key, problem, remedy]) expect(found).toContain(part)
})

test('a key that Auto Scaling may use is no problem; one about which nothing is known is a notice', () => {
  expect(check('Enabled', true)).toEqual([])
  expect(check(undefined, undefined)).toEqual([expect.stringContaining('Could not check')])
  expect(() => check('Enabled', false)).toThrow('Auto Scaling may not use')
})
