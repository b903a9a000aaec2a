import { describe, expect, it } from 'vitest'
import { evaluate, evaluateConditions } from '#sandbox/cloudformation/template/evaluate.ts'
import { parseTemplate } from '#sandbox/cloudformation/template/parse.ts'
import { readDocument } from '#sandbox/cloudformation/template/read-document.ts'
import type { Scope } from '#sandbox/cloudformation/template/scope.ts'

const scope: Scope = {
  parameters: { Name: 'n', Count: '2', Zones: ['z1', 'z2'] },
  conditions: { IsBig: true, IsSmall: false },
  mappings: { Sizes: { n: { small: 't3.small' } } },
  pseudo: {
    accountId: '123456789012',
    region: 'eu-central-1',
    stackId: 'arn:stack',
    stackName: 'stack',
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
    notificationArns: [],
  },
  resource: logicalId =>
    logicalId === 'Topic' ? { physicalId: 'arn:topic', attributes: { 'Inner.Name': 'inner' } } : undefined,
  imported: name => (name === 'vpc' ? 'vpc-1' : undefined),
  zones: ['eu-central-1a', 'eu-central-1b'],
}

function evaluated(yaml: string) {
  return evaluate(readDocument(`value: ${yaml}`).value ?? null, scope)
}

describe('evaluate', () => {
  it.each([
    ['!Ref Name', 'n'],
    ['!Ref Topic', 'arn:topic'],
    ['!Ref AWS::Region', 'eu-central-1'],
    ['!GetAtt Topic.Inner.Name', 'inner'],
    ['!Sub "${Name}-${Topic.Inner.Name}-${!kept}-${AWS::StackName}"', 'n-inner-${kept}-stack'],
    ['!Sub ["${x}${Name}", {x: !Ref Count}]', '2n'],
    ['!Join ["-", [a, !Ref Name, !Ref AWS::NoValue]]', 'a-n'],
    ['!Join [",", !Ref Zones]', 'z1,z2'],
    ['!Select [1, !Split ["/", a/b]]', 'b'],
    ['!FindInMap [Sizes, !Ref Name, small]', 't3.small'],
    ['!If [IsBig, [1], 2]', [1]],
    ['{a: !If [IsSmall, 1, !Ref AWS::NoValue], b: 1}', { b: 1 }],
    ['[!If [IsSmall, 1, !Ref AWS::NoValue], 2]', [2]],
    ['!GetAZs ""', ['eu-central-1a', 'eu-central-1b']],
    ['!ImportValue {"Fn::Sub": vpc}', 'vpc-1'],
    ['!Base64 hello', 'aGVsbG8='],
    ['!Cidr [10.0.254.0/22, 2, 9]', ['10.0.254.0/23', '10.1.0.0/23']],
    ['{Condition: {StringEquals: {a: b}}}', { Condition: { StringEquals: { a: 'b' } } }],
  ])('%s is %j', (yaml, expected) => {
    expect(evaluated(yaml)).toEqual(expected)
  })

  it.each([
    ['!ImportValue nothing', 'No export named nothing found.'],
    [
      '!GetAtt Topic.Size',
      'Template error: resource Topic does not support attribute type Size in Fn::GetAtt',
    ],
    ['!FindInMap [Sizes, "n", large]', 'Template error: Unable to get mapping for Sizes::n::large'],
    ['!Select [2, [a]]', 'Template error: Fn::Select cannot select nonexistent value at index 2'],
    ['{"Fn::Nothing": 1}', /Encountered unsupported function: Fn::Nothing/],
    ['!Ref Gone', /Unresolved resource dependencies \[Gone\]/],
  ])('refuses %s', (yaml, message) => {
    expect(() => evaluated(yaml)).toThrow(message)
  })
})

describe('evaluateConditions', () => {
  const { conditions, mappings } = parseTemplate(`
Parameters: {Size: {Type: Number}}
Conditions:
  IsNeither: !And [!Not [!Condition IsBig], !Not [!Condition IsSmall]]
  IsBig: !Equals [!Ref Size, 3]
  IsSmall: !Or [!Equals [!Ref Size, 1], !Equals [!Ref AWS::Region, moon]]
Resources: {T: {Type: AWS::SNS::Topic}}
`)

  it.each([
    ['3', { IsBig: true, IsSmall: false, IsNeither: false }],
    ['1', { IsBig: false, IsSmall: true, IsNeither: false }],
    ['2', { IsBig: false, IsSmall: false, IsNeither: true }],
  ])('with size %s are %j, whatever their order', (size, expected) => {
    expect(evaluateConditions({ conditions, mappings }, { Size: size }, scope.pseudo)).toEqual(expected)
  })
})
