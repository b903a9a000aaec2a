import { expect, test } from 'vitest'
import { reasonOption } from '#src/channels/reason.ts'

test('a line of text is a reason', () => {
  expect(reasonOption('October patches 🎃')).toBe('October patches 🎃')
  expect(reasonOption(undefined)).toBeUndefined()
})

test.each(['', '  ', 'two\nlines', 'x'.repeat(1025), 'tool 🧑‍🔧', '\u001b[31mred'])(
  '%j is refused before any call, because the state could not store it',
  value => {
    expect(() => reasonOption(value)).toThrow(
      expect.objectContaining({ code: 'OPTION_FORMAT', exitStatus: 2 }),
    )
  },
)
