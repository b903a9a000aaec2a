import { styleText } from 'node:util'
import { expect, test } from 'vitest'
import { wrap } from '#src/reporters/wrap.ts'

test('lines that fit stay as they are, columns of a table too', () => {
  const text = 'one   two\n  three'
  expect(wrap(text, 10)).toBe(text)
})

test('a long line is broken between words, its rest indented', () => {
  expect(wrap('  08:38  one two three four five six', 28)).toBe('  08:38  one two three\n      four five six')
})

test('a word that is too long stays whole', () => {
  const arn = 'arn:aws:ecs:us-east-1:123456789012:cluster/packer-ecs'
  expect(wrap(`ClusterArn ${arn}`, 30)).toBe(`ClusterArn\n    ${arn}`)
})

test('a command stays whole', () => {
  const advice = '  Allow it: aws kms create-grant --key-id KEY --operations Encrypt'
  expect(wrap(advice, 30)).toBe(advice)
})

test('colours take no columns', () => {
  const red = styleText('red', 'twelve chars', { validateStream: false })
  expect(wrap(red, 12)).toBe(red)
})
