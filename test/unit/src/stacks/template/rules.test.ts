import { expect, test } from 'vitest'
import type { Json } from '#src/config/settings.ts'
import { evaluator } from '#src/stacks/template/evaluate.ts'
import { brokenRules } from '#src/stacks/template/rules.ts'

const evaluate = evaluator({ conditions: {}, mappings: {} }, { Stage: 'live', Size: 'small', Zones: 'a, b' })

function broken(rule: Json) {
  return brokenRules({ rules: { Only: rule } }, evaluate)
}

const isLive: Json = { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] }
const isLarge: Json = { 'Fn::Contains': [['large', 'huge'], { Ref: 'Size' }] }

test('an assertion that is false is reported with its description', () => {
  expect(broken({ Assertions: [{ Assert: isLarge, AssertDescription: 'live is large' }] })).toEqual([
    { rule: 'Only', description: 'live is large' },
  ])
})

test.each<[string, Json]>([
  ['an assertion that holds', { Assertions: [{ Assert: isLive }] }],
  ['a rule whose condition does not hold', { RuleCondition: isLarge, Assertions: [{ Assert: isLarge }] }],
  [
    'facts of the account',
    { Assertions: [{ Assert: { 'Fn::EachMemberEquals': [{ 'Fn::ValueOf': ['Zones', 'VpcId'] }, 'x'] } }] },
  ],
  [
    'members of a list',
    { Assertions: [{ Assert: { 'Fn::EachMemberIn': [{ Ref: 'Zones' }, ['a', 'b', 'c']] } }] },
  ],
  ['something that is no rule', 'x'],
])('not reported: %s', (_, rule) => {
  expect(broken(rule)).toEqual([])
})

test('every member counts', () => {
  const assertion = { Assert: { 'Fn::EachMemberEquals': [{ Ref: 'Zones' }, 'a'] } }
  expect(broken({ Assertions: [assertion] })).toEqual([{ rule: 'Only', description: null }])
})
