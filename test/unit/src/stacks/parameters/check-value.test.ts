import { expect, test } from 'vitest'
import { checkValue } from '#src/stacks/parameters/check-value.ts'
import type { TemplateParameter } from '#src/stacks/template/template.ts'
import { parameter } from '#test/unit/src/stacks/parameter.ts'

test.each<[string, Partial<TemplateParameter>, string]>([
  ['text', {}, 'anything'],
  ['a number', { type: 'Number' }, '-1.5e3'],
  ['numbers', { type: 'List<Number>' }, '1, 2'],
  ['a number at its limits', { type: 'Number', minValue: 1, maxValue: 3 }, '3'],
  ['an AMI', { type: 'AWS::EC2::Image::Id' }, 'ami-0123456789abcdef0'],
  ['an old id', { type: 'AWS::EC2::VPC::Id' }, 'vpc-01234567'],
  ['subnets', { type: 'List<AWS::EC2::Subnet::Id>' }, 'subnet-01234567,subnet-89abcdef'],
  ['an allowed value', { allowedValues: ['a', 'b'] }, 'b'],
  ['allowed values of a list', { type: 'CommaDelimitedList', allowedValues: ['a', 'b'] }, 'b,a'],
  ['a pattern', { allowedPattern: '[a-z]+' }, 'abc'],
  ['a pattern that JavaScript cannot read', { allowedPattern: '(?i)[a-z]++' }, '9'],
  ['a pattern that JavaScript reads differently', { allowedPattern: String.raw`\p{Alnum}+` }, 'abc1'],
  ['a class within a class', { allowedPattern: '[a-z&&[^b]]+' }, 'abc'],
  ['a list whose items match', { type: 'CommaDelimitedList', allowedPattern: String.raw`\w+` }, 'a, b,c'],
  [
    'a list that is longer than each item may be',
    { type: 'CommaDelimitedList', maxLength: 12 },
    'o-aaaa111111,o-bbbb222222',
  ],
  ['a text at its shortest', { minLength: 3 }, 'abc'],
  ['a text at its longest', { maxLength: 3 }, 'abc'],
  ['a key pair', { type: 'AWS::EC2::KeyPair::KeyName' }, 'my key'],
])('right: %s', (_, settings, value) => {
  expect(checkValue(parameter(settings), value)).toBeUndefined()
})

test.each<[string, Partial<TemplateParameter>, string, string, string]>([
  ['no number', { type: 'Number' }, '1 GiB', 'not a number', 'without a unit'],
  ['an empty number', { type: 'Number' }, '', 'not a number', 'Use a number'],
  ['one of several numbers', { type: 'List<Number>' }, '1,b', 'not a number', 'number'],
  ['a number too large', { type: 'Number', maxValue: 3 }, '4', 'outside', 'at most 3'],
  ['a number too small', { type: 'Number', minValue: 1, maxValue: 3 }, '0', 'outside', '1 to 3'],
  [
    'a name for an AMI',
    { type: 'AWS::EC2::Image::Id' },
    'latest',
    'AWS::EC2::Image::Id',
    'ami-0123456789abcdef0',
  ],
  ['a group for a subnet', { type: 'List<AWS::EC2::Subnet::Id>' }, 'sg-01234567', 'its type', 'subnet-'],
  ['quotes around an id', { type: 'AWS::EC2::VPC::Id' }, '"vpc-01234567"', 'its type', 'Remove the quotes'],
  ['quotes around a choice', { allowedValues: ['a', 'b'] }, "'a'", 'not allow', 'Remove the quotes'],
  [
    'a continued line',
    { type: 'List<AWS::EC2::Subnet::Id>' },
    'subnet-01234567 \\',
    'its type',
    'Remove the backslash at its end',
  ],
  ['quotes around no id', { type: 'AWS::EC2::VPC::Id' }, '"mine"', 'its type', 'vpc-0123456789abcdef0'],
  ['no key pair', { type: 'AWS::EC2::KeyPair::KeyName' }, '', 'its type', 'a key pair'],
  ['a value that is not allowed', { allowedValues: ['a', ''] }, 'c', 'not allow', 'Use a, "".'],
  ['text too short', { minLength: 3 }, 'ab', '2 characters', '3 or more characters'],
  [
    'an item too long',
    { type: 'CommaDelimitedList', maxLength: 2 },
    'ab,abc',
    'an item has 3 characters',
    'at most 2',
  ],
  [
    'an item',
    { type: 'CommaDelimitedList', allowedPattern: '[a-z]+' },
    'ab,9',
    'with an item that',
    '[a-z]+',
  ],
  ['half of a pattern', { allowedPattern: '[a-z]+' }, 'ab9', 'not allow', '[a-z]+'],
  [
    'what the author says',
    { allowedPattern: 'x', constraintDescription: 'only x' },
    'y',
    'not allow',
    'The template says: only x',
  ],
])('wrong: %s', (_, settings, value, problem, hint) => {
  const wrong = checkValue(parameter(settings), value)
  expect(wrong?.problem).toContain(problem)
  expect(wrong?.hint).toContain(hint)
})
