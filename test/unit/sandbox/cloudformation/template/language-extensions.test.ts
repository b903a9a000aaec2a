import { describe, expect, test } from 'vitest'
import { parseTemplate } from '#sandbox/cloudformation/template/parse.ts'

const template = `
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'web,api'}
Resources:
  Fn::ForEach::Groups:
    - Name
    - !Ref Names
    - Logs\${Name}:
        Type: AWS::Logs::LogGroup
        Properties: {LogGroupName: !Sub '/\${AWS::StackName}/\${Name}', RetentionInDays: !Length [1, 2, 3]}
Outputs:
  Fn::ForEach::Outputs:
    - Name
    - !Ref Names
    - Group\${Name}: {Value: !Ref {Ref: Name}}
`.replace('{Value: !Ref {Ref: Name}}', "{Value: !Sub '${Logs${Name}}'}")

describe('a template with language extensions', () => {
  test('has a resource for each item of a loop', () => {
    const { resources, outputs } = parseTemplate(template)
    expect(Object.keys(resources)).toEqual(['Logsweb', 'Logsapi'])
    expect(resources.Logsweb?.properties).toEqual({
      LogGroupName: { 'Fn::Sub': '/${AWS::StackName}/web' },
      RetentionInDays: { 'Fn::Length': [1, 2, 3] },
    })
    expect(outputs.Groupapi?.value).toEqual({ 'Fn::Sub': '${Logsapi}' })
  })

  test('loops over the values that the call passes', () => {
    expect(Object.keys(parseTemplate(template, { Names: 'one, two,three' }).resources)).toEqual([
      'Logsone',
      'Logstwo',
      'Logsthree',
    ])
  })

  test('can nest loops, and clean a value for a logical id', () => {
    const { resources } = parseTemplate(`
Transform: [AWS::LanguageExtensions]
Resources:
  Fn::ForEach::Outer:
    - Zone
    - [us-east-1a, us-east-1b]
    - Fn::ForEach::Inner:
        - Name
        - [x]
        - Topic&{Zone}\${Name}: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Zone}}
`)
    expect(Object.entries(resources).map(([name, { properties }]) => [name, properties])).toEqual([
      ['Topicuseast1ax', { DisplayName: 'us-east-1a' }],
      ['Topicuseast1bx', { DisplayName: 'us-east-1b' }],
    ])
  })

  test.each([
    ['a loop that is not a list', 'Fn::ForEach::Bad: {Name: x}', 'Fn::ForEach::Bad layout is incorrect'],
    [
      'a collection that is not known',
      'Fn::ForEach::Bad: [Name, !GetAtt A.B, {"T${Name}": {Type: AWS::SNS::Topic}}]',
      'the values of Fn::ForEach::Bad could not be resolved',
    ],
    [
      'a key that occurs twice',
      'Fn::ForEach::Bad: [Name, [a, b], {Same: {Type: AWS::SNS::Topic}}]',
      'the key Same is created more than once',
    ],
  ])('refuses %s', (_, resource, message) => {
    expect(() => parseTemplate(`Transform: AWS::LanguageExtensions\nResources:\n  ${resource}\n`)).toThrow(
      `Transform AWS::LanguageExtensions failed with: ${message}`,
    )
  })
})

test('without the transform, its functions are refused, and so is any other transform', () => {
  const topic = (value: string) =>
    `Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: ${value}}}}`
  expect(() => parseTemplate(topic('!ToJsonString {a: 1}'))).toThrow('unsupported function: Fn::ToJsonString')
  expect(() => parseTemplate(`Transform: AWS::Serverless-2016-10-31\n${topic('x')}`)).toThrow(
    'the sandbox does not support transforms other than AWS::LanguageExtensions',
  )
})
