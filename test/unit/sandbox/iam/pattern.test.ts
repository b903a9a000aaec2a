import { expect, test } from 'vitest'
import { expand, fits, fitsArn } from '#sandbox/iam/pattern.ts'

const variables = (name: string) => ({ 'aws:username': 'a*b' })[name]

test.each([
  ['ec2:Describe*', 'ec2:DescribeImages', true],
  ['ec2:Describe*', 'ec2:RunInstances', false],
  ['*', 'anything:at:all', true],
  ['i-?', 'i-1', true],
  ['i-?', 'i-12', false],
  ['a.c', 'abc', false],
  ['a$b', 'a$b', true],
])('%s on %s: %s', (pattern, text, expected) => {
  expect(fits(pattern, text)).toBe(expected)
})

test('an action is not case-sensitive, a value is', () => {
  expect(fits('EC2:runinstances', 'ec2:RunInstances', { ignoreCase: true })).toBe(true)
  expect(fits('Value', 'value')).toBe(false)
})

test('a * in the value of a variable is not a wildcard, and a variable without a value matches nothing', () => {
  const pattern = 'home/${aws:username}/*'
  expect(fits(pattern, 'home/a*b/file', { variables })).toBe(true)
  expect(fits(pattern, 'home/aXb/file', { variables })).toBe(false)
  expect(fits(pattern, 'home/a*b/file')).toBe(false)
  expect(fits('${aws:nobody}', '', { variables })).toBe(false)
  expect(expand('${*}${aws:username}', variables)).toBe('*a*b')
  expect(expand('${aws:nobody}', variables)).toBeUndefined()
})

test.each([
  ['*', 'arn:aws:ec2:us-east-1:1:instance/i-1', true],
  ['*', '*', true],
  ['arn:aws:ec2:*:*:instance/*', 'arn:aws:ec2:us-east-1:1:instance/i-1', true],
  ['arn:aws:ec2:*:instance/*', 'arn:aws:ec2:us-east-1:1:instance/i-1', false],
  ['arn:aws:ec2:*::image/*', 'arn:aws:ec2:us-east-1::image/ami-1', true],
  ['arn:aws:ec2:*:1:image/*', 'arn:aws:ec2:us-east-1::image/ami-1', false],
  ['arn:aws:ec2:*:*:*', '*', false],
  ['arn:aws:logs:*:*:log-group:/a:*', 'arn:aws:logs:us-east-1:1:log-group:/a:stream', true],
])('ARN pattern %s on %s: %s', (pattern, arn, expected) => {
  expect(fitsArn(pattern, arn)).toBe(expected)
})
