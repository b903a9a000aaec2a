import { stripVTControlCharacters, styleText } from 'node:util'
import { expect, test } from 'vitest'
import { wrap } from '#src/reporters/wrap.ts'

test('short lines stay as they are, including the columns of a table', () => {
  const text = 'one   two\n  three'
  expect(wrap(text, 10)).toBe(text)
})

test('a long line is broken between words and continues indented', () => {
  expect(wrap('  08:38  one two three four five six', 28)).toBe('  08:38  one two three\n      four five six')
})

test('a word longer than the line is not broken', () => {
  const arn = 'arn:aws:ecs:us-east-1:123456789012:cluster/packer-ecs'
  expect(wrap(`ClusterArn ${arn}`, 30)).toBe(`ClusterArn\n    ${arn}`)
})

test.each([
  '  Allow it: aws kms create-grant --key-id KEY --operations Encrypt',
  '! cd /project/.packer-ecs/runs/RUN && packer build image.pkr.hcl',
])('the line "%s" has a command and is not broken', line => {
  expect(wrap(line, 30)).toBe(line)
})

test('colors do not count as columns', () => {
  const red = styleText('red', 'twelve chars', { validateStream: false })
  expect(wrap(red, 12)).toBe(red)
})

test('a line of a log continues with its mark and its indentation, painted or not', () => {
  const line = '  │   one two three four five six'
  const broken = '  │   one two three four\n  │   five six'
  expect(wrap(line, 26)).toBe(broken)
  const painted = wrap(styleText('dim', line, { validateStream: false }), 26)
  expect(stripVTControlCharacters(painted)).toBe(broken)
})

test('a command of packer-ecs with options is not broken', () => {
  const line = '  Wait until it ends: packer-ecs clean --run 20261121-013000-a1b2 --sandbox'
  expect(wrap(line, 30)).toBe(line)
})
