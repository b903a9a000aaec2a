import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hanging, jsonLine, onOneLine, visible, withoutCommands } from '#src/reporters/foreign.ts'
import { dangersIn, hostileText } from '#test/helpers/hostile.ts'

test.each([
  ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
  ['the clipboard', '\u001b]52;c;eA==\u0007', '\\u001b]52;c;eA==\\u0007'],
  ['a C1 control', '\u009b2J', '\\u009b2J'],
  ['a bidirectional control', 'a\u202eb', 'a\\u202eb'],
  ['an invisible letter', '\u{e0041}', '\\udb40\\udc41'],
  ['a carriage return', 'a\rb', 'a\\u000db'],
])('%s is shown, not executed', (_, text, shown) => {
  expect(visible(text)).toBe(shown)
})

test('letters of all languages, signs and line breaks stay', () => {
  const text = 'Größe 日本語 עברית ✔ 🙂\nnext'
  expect(visible(text)).toBe(text)
  expect(visible('a\tb\r\nc')).toBe('a    b\nc')
})

test('data keeps its form, with each string on one line', () => {
  const at = new Date(0)
  expect(onOneLine({ at, list: ['a\nb', 1, null] })).toEqual({ at, list: ['a\\nb', 1, null] })
})

test('the later lines of a text are indented', () => {
  expect(hanging('a\nb')).toBe('a\n    b')
})

test.each([
  ['::add-mask::x', '\\u003a:add-mask::x'],
  ['a\n  ::error::x', 'a\n  \\u003a:error::x'],
  ['\u001b[2m::error::x', '\u001b[2m\\u003a:error::x'],
  ['a ##[group]x', 'a \\u0023#[group]x'],
  ['a ##vso[task.complete]x', 'a \\u0023#vso[task.complete]x'],
])('the command %j is no command any more', (line, shown) => {
  expect(withoutCommands(line)).toBe(shown)
})

test('AWS::EC2::Instance and ## alone are no commands', () => {
  const text = 'AWS::EC2::Instance ## a [b]'
  expect(withoutCommands(text)).toBe(text)
})

test('JSON has the same value, and nothing dangerous', () => {
  fc.assert(
    fc.property(fc.dictionary(hostileText, hostileText), document => {
      const line = jsonLine(document)
      expect(dangersIn(line)).toEqual([])
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(document)))
    }),
  )
})
