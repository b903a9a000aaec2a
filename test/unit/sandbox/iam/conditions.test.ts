import { describe, expect, test } from 'vitest'
import { conditionsHold, UndecidablePolicy } from '#sandbox/iam/conditions.ts'

const context = {
  'aws:RequestTag/run': '42',
  'aws:TagKeys': ['run', 'Name'],
  'aws:MultiFactorAuthPresent': 'true',
  'aws:MultiFactorAuthAge': '90',
  'aws:CurrentTime': '2026-11-21T02:00:00Z',
  'aws:PrincipalArn': 'arn:aws:iam::1:role/ci/baker',
  'aws:username': 'ann',
  'aws:SourceIp': '10.0.0.7',
}

type Conditions = Record<string, Record<string, string[]>>

const holds: readonly (readonly [Conditions, boolean])[] = [
  [{ StringEquals: { 'aws:RequestTag/run': ['1', '42'] } }, true],
  [{ StringEquals: { 'AWS:requesttag/RUN': ['42'] } }, true],
  [{ StringEquals: { 'aws:RequestTag/run': ['4*'] } }, false],
  [{ StringLike: { 'aws:RequestTag/run': ['4*'] } }, true],
  [{ StringEqualsIgnoreCase: { 'aws:username': ['ANN'] } }, true],
  [{ StringNotEquals: { 'aws:RequestTag/run': ['1', '42'] } }, false],
  [{ StringNotEquals: { 'aws:RequestTag/run': ['1', '2'] } }, true],
  [{ StringNotLike: { 'aws:RequestTag/run': ['4*'] } }, false],
  [{ Bool: { 'aws:MultiFactorAuthPresent': ['true'] } }, true],
  [{ Bool: { 'aws:MultiFactorAuthPresent': ['false'] } }, false],
  [{ NumericLessThan: { 'aws:MultiFactorAuthAge': ['100'] } }, true],
  [{ NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': ['91'] } }, false],
  [{ DateLessThan: { 'aws:CurrentTime': ['2026-11-21T03:00:00Z'] } }, true],
  [{ DateGreaterThan: { 'aws:CurrentTime': ['2026-11-21T03:00:00Z'] } }, false],
  [{ ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/ci/*'] } }, true],
  [{ ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/ci/*'] } }, false],
  [{ ArnLike: { 'aws:PrincipalArn': ['*'] } }, false],
  [{ ArnNotLike: { 'aws:PrincipalArn': ['*'] } }, false],
  [{ DateLessThan: { 'aws:CurrentTime': ['1796083200'] } }, true],
  [{ DateNotEquals: { 'aws:CurrentTime': ['today'] } }, false],
  [{ NumericNotEquals: { 'aws:MultiFactorAuthAge': ['many'] } }, false],
  [{ IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '10.0.0.0/24'] } }, true],
  [{ IpAddress: { 'aws:SourceIp': ['10.0.0.8/29'] } }, false],
  [{ IpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } }, true],
  [{ NotIpAddress: { 'aws:SourceIp': ['10.0.0.7'] } }, false],
  [{ NotIpAddress: { 'aws:SourceIp': ['2001:db8::/32'] } }, true],
  [{ StringNotEquals: { 'aws:username': ['${aws:RequestTag/none}'] } }, false],
  [{ StringNotEquals: { 'aws:username': ['${aws:RequestTag/run}'] } }, true],
  [{ StringEquals: { 'aws:RequestTag/run': ['${aws:TagKeys}'] } }, false],
  [{ Null: { 'aws:RequestTag/run': ['false'], 'aws:RequestTag/none': ['true'] } }, true],
  [{ Null: { 'aws:RequestTag/run': ['true'] } }, false],
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['run', 'Name', 'other'] } }, true],
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['run'] } }, false],
  [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['run'] } }, true],
  [{ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['run'] } }, true],
  [{ 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['run'] } }, false],
  [{ StringEquals: { 'aws:RequestTag/run': ['42'], 'aws:username': ['bob'] } }, false],
  [
    { StringEquals: { 'aws:RequestTag/run': ['42'] }, Bool: { 'aws:MultiFactorAuthPresent': ['false'] } },
    false,
  ],
]

test.each(holds)('%j: %s', (conditions, expected) => {
  expect(conditionsHold(conditions, context, true)).toBe(expected)
})

describe('a key that the call does not have', () => {
  const missing = (operator: string) => ({ [operator]: { 'aws:RequestTag/none': ['x'] } })
  test.each([
    ['StringEquals', false],
    ['StringLike', false],
    ['StringNotEquals', true],
    ['StringEqualsIfExists', true],
    ['StringNotEqualsIfExists', true],
    ['ForAllValues:StringEquals', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringNotEquals', false],
    ['Bool', false],
    ['BoolIfExists', true],
  ])('%s: %s', (operator, expected) => {
    expect(conditionsHold(missing(operator), context, true)).toBe(expected)
  })
})

test('variables are expanded in version 2012-10-17 only', () => {
  const conditions = { StringEquals: { 'aws:username': ['${aws:username}'] } }
  expect(conditionsHold(conditions, context, true)).toBe(true)
  expect(conditionsHold(conditions, context, false)).toBe(false)
})

test('an IPv6 address is in no IPv4 network', () => {
  const caller = { ...context, 'aws:SourceIp': '2001:db8::1' }
  expect(conditionsHold({ NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } }, caller, true)).toBe(true)
  expect(conditionsHold({ IpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } }, caller, true)).toBe(false)
})

test('a key that the sandbox does not know is an error', () => {
  const conditions = { StringNotEquals: { 'ec2:Tenancy': ['host'] } }
  expect(() => conditionsHold(conditions, context, true)).toThrow(UndecidablePolicy)
})
