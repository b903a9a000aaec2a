import { expect, test } from 'vitest'
import type { Json } from '#src/config/settings.ts'
import { evaluator } from '#src/stacks/template/evaluate.ts'

const evaluate = evaluator(
  {
    conditions: {
      IsLive: { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] },
      IsDev: { 'Fn::Not': [{ Condition: 'IsLive' }] },
      IsBoth: { 'Fn::And': [{ Condition: 'IsLive' }, { Condition: 'IsDev' }] },
      IsEither: { 'Fn::Or': [{ Condition: 'IsLive' }, { Condition: 'IsDev' }] },
      IsNeither: { 'Fn::Or': [{ Condition: 'IsLive' }, { Condition: 'IsBoth' }] },
      IsDevTwice: { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'IsEither' }] },
      IsSelf: { 'Fn::Not': [{ Condition: 'IsSelf' }] },
      IsElsewhere: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
    },
    mappings: { Sizes: { live: { Max: '8' }, dev: { Max: '2' } } },
  },
  { Stage: 'dev', Size: '3', Zones: 'a,b' },
)

test.each<[string, Json, Json | undefined]>([
  ['a plain value', 'x', 'x'],
  ['a parameter', { Ref: 'Size' }, '3'],
  ['a resource', { Ref: 'Group' }, undefined],
  ['no value', { Ref: 'AWS::NoValue' }, null],
  ['a choice', { 'Fn::If': ['IsDev', { Ref: 'Size' }, 1] }, '3'],
  ['a choice that only CloudFormation can make', { 'Fn::If': ['IsElsewhere', 1, 2] }, undefined],
  ['a condition of itself', { 'Fn::If': ['IsSelf', 1, 2] }, undefined],
  ['a choice that one known member decides', { 'Fn::Or': [{ Condition: 'IsElsewhere' }, true] }, true],
  ['a choice that an unknown member decides', { 'Fn::And': [{ Condition: 'IsElsewhere' }, true] }, undefined],
  ['a condition of others', { 'Fn::If': ['IsBoth', 1, 2] }, 2],
  ['a condition that any of others meets', { 'Fn::If': ['IsEither', 1, 2] }, 1],
  ['a condition that none of others meets', { 'Fn::If': ['IsNeither', 1, 2] }, 2],
  ['a condition that all of others meet', { 'Fn::If': ['IsDevTwice', 1, 2] }, 1],
  ['a choice whose other branch is not known', { 'Fn::If': ['IsLive', { Ref: 'Group' }, 2] }, 2],
  ['a text with a parameter', { 'Fn::Sub': 'PT${Size}M' }, 'PT3M'],
  ['a text with a value of its own', { 'Fn::Sub': ['${A}-${!A}', { A: { Ref: 'Size' } }] }, '3-${A}'],
  ['a text with an attribute', { 'Fn::Sub': '${Group.Arn}' }, undefined],
  ['a map', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Max'] }, '2'],
  ['a map without that key', { 'Fn::FindInMap': ['Sizes', 'test', 'Max'] }, undefined],
  ['a list joined', { 'Fn::Join': ['-', ['a', { Ref: 'Size' }]] }, 'a-3'],
  ['a list split', { 'Fn::Select': ['1', { 'Fn::Split': [',', { Ref: 'Zones' }] }] }, 'b'],
  ['an attribute', { 'Fn::GetAtt': ['Group', 'Arn'] }, undefined],
  ['an object whose unknown members are left out', { a: { Ref: 'Size' }, b: { Ref: 'Group' } }, { a: '3' }],
])('%s', (_, value, result) => {
  expect(evaluate(value)).toEqual(result)
})
