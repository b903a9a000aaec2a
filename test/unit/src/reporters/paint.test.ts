import { afterEach, expect, test, vi } from 'vitest'
import { leaving } from '#src/reporters/leave.ts'
import { painter } from '#src/reporters/paint.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('a color of packer-ecs leaves as it is, the same color in a value does not', () => {
  vi.stubEnv('FORCE_COLOR', '1')
  const paint = painter(process.stderr)
  const value = '\u001b[31mred\u001b[39m'
  expect(leaving(paint('green', value))).toBe('\u001b[32m\\u001b[31mred\\u001b[39m\u001b[39m')
})

test('colors inside of colors and broken lines keep their codes', () => {
  vi.stubEnv('FORCE_COLOR', '1')
  const paint = painter(process.stderr)
  expect(leaving(paint('red', `a ${paint('bold', 'b')}`))).toBe('\u001b[31ma \u001b[1mb\u001b[22m\u001b[39m')
  expect(leaving(paint('red', 'word '.repeat(8)), 24)).not.toContain('\\u001b')
})

test('without colors, a text has no codes', () => {
  vi.stubEnv('NO_COLOR', '1')
  vi.stubEnv('FORCE_COLOR', undefined)
  expect(painter(process.stderr)('red', 'a')).toBe('a')
})
