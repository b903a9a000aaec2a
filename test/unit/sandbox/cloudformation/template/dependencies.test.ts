import { describe, expect, it } from 'vitest'
import { dependenciesOf } from '#sandbox/cloudformation/template/dependencies.ts'
import { parseTemplate } from '#sandbox/cloudformation/template/parse.ts'

const template = parseTemplate(`
Conditions: {HasC: !Equals [a, b]}
Resources:
  A: {Type: AWS::SNS::Topic}
  B: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}
  C: {Type: AWS::SNS::Topic, Condition: HasC, Properties: {TopicName: !GetAtt B.TopicName}}
  D:
    Type: AWS::SNS::Topic
    DependsOn: B
    Properties: {TopicName: !If [HasC, !Ref C, !Sub "\${A.TopicName}-\${AWS::Region}"]}
  E: {Type: AWS::SNS::Topic, UpdatePolicy: {Count: !Ref D}}
`)

describe('dependenciesOf', () => {
  it('follows references, DependsOn and policies', () => {
    expect(dependenciesOf(template, { HasC: true })).toEqual({
      A: [],
      B: ['A'],
      C: ['B'],
      D: ['B', 'C'],
      E: ['D'],
    })
  })

  it('omits resources and branches whose condition is false', () => {
    expect(dependenciesOf(template, { HasC: false })).toEqual({ A: [], B: ['A'], D: ['B', 'A'], E: ['D'] })
  })

  it('refuses a circular dependency', () => {
    const circular = parseTemplate(`Resources:
  A: {Type: AWS::SNS::Topic, DependsOn: B}
  B: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}`)
    expect(() => dependenciesOf(circular, {})).toThrow('Circular dependency between resources: [A, B]')
  })
})
