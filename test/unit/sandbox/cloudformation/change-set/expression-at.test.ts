import { describe, expect, it } from 'vitest'
import { expressionAt } from '#sandbox/cloudformation/change-set/expression-at.ts'
import { readDocument } from '#sandbox/cloudformation/template/read-document.ts'
import type { Scope } from '#sandbox/cloudformation/template/scope.ts'

const scope: Scope = {
  parameters: {},
  conditions: { IsMet: true, IsNot: false },
  mappings: {},
  pseudo: {
    accountId: '123456789012',
    region: 'eu-central-1',
    stackId: 'arn:stack',
    stackName: 'stack',
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
    notificationArns: [],
  },
  resource: () => undefined,
  imported: () => undefined,
  zones: [],
}

describe('expressionAt', () => {
  it.each([
    ['{a: {b: !Ref X}}', 'a/b', { Ref: 'X' }],
    ['{a: !If [IsMet, {b: 1}, {b: 2}]}', 'a/b', 1],
    ['{a: [!If [IsNot, 1, !Ref AWS::NoValue], 2]}', 'a/0', 2],
    ['{a: !Split [",", !Ref X]}', 'a/1', { 'Fn::Split': [',', { Ref: 'X' }] }],
    ['{a: 1}', 'b', undefined],
  ])('in %s at %s is %j', (yaml, path, expression) => {
    const value = readDocument(`value: ${yaml}`).value ?? null
    expect(expressionAt(value, path.split('/'), scope)).toEqual(expression)
  })
})
