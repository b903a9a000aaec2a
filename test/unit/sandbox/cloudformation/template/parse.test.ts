import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { requiredCapabilities } from '#sandbox/cloudformation/template/capabilities.ts'
import { parseTemplate } from '#sandbox/cloudformation/template/parse.ts'

const topic = 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n'

describe('parseTemplate', () => {
  it('gives short YAML forms their long names', () => {
    const { resources } = parseTemplate(`${topic}
    Properties:
      TopicName: !Sub ["\${Name}-x", {Name: !Ref AWS::StackName}]
      Tags: !If [IsBig, [!GetAtt Topic2.TopicName], !Ref AWS::NoValue]
      Other: !Select [0, !GetAZs '']
  Topic2: {Type: AWS::SNS::Topic}
Conditions:
  IsBig: !Not [!Condition IsSmall]
  IsSmall: !Equals [a, b]
`)
    expect(resources.Topic?.properties).toEqual({
      TopicName: { 'Fn::Sub': ['${Name}-x', { Name: { Ref: 'AWS::StackName' } }] },
      Tags: { 'Fn::If': ['IsBig', [{ 'Fn::GetAtt': ['Topic2', 'TopicName'] }], { Ref: 'AWS::NoValue' }] },
      Other: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
    })
  })

  it('reads JSON like YAML', () => {
    const { resources } = parseTemplate(
      '{"Resources":{"T":{"Type":"AWS::SNS::Topic","DependsOn":"U"},"U":{"Type":"AWS::SNS::Topic"}}}',
    )
    expect(resources.T).toMatchObject({ type: 'AWS::SNS::Topic', dependsOn: ['U'], properties: {} })
  })

  it('refuses aliases and merge keys', () => {
    expect(() => parseTemplate('Resources: {A: &a {Type: AWS::SNS::Topic}, B: *a}')).toThrow('YAML aliases')
    expect(() => parseTemplate('Resources: {A: {<<: {Type: AWS::SNS::Topic}}}')).toThrow('merge keys')
  })

  it('names the sandbox for a transform, whatever sections it has', () => {
    expect(() => parseTemplate(`${topic}Transform: AWS::Serverless-2016-10-31\nGlobals: {}\n`)).toThrow(
      'the sandbox does not support transforms',
    )
  })

  it('accepts a description and a version of a resource', () => {
    expect(parseTemplate(`${topic}    Description: x\n    Version: '1.0'`).resources.Topic?.type).toBe(
      'AWS::SNS::Topic',
    )
  })

  it('uses the last value of a repeated key', () => {
    const { resources } = parseTemplate(`${topic}    Properties: {TopicName: a, TopicName: b}`)
    expect(resources.Topic?.properties).toEqual({ TopicName: 'b' })
  })

  it('accepts further lines of quoted text and of flow collections in any column', () => {
    const body = `${topic}    Properties:\n      TopicName: 'a\n b'\n      DisplayName: !Join ["-", [c,\nd\n]]\n`
    expect(parseTemplate(body).resources.Topic?.properties).toEqual({
      TopicName: 'a b',
      DisplayName: { 'Fn::Join': ['-', ['c', 'd']] },
    })
  })

  it('keeps dates as text', () => {
    const { resources } = parseTemplate(`${topic}    Metadata: {Version: 2012-10-17}\n`)
    expect(resources.Topic?.metadata).toEqual({ Version: '2012-10-17' })
  })

  it("reads the project's template", () => {
    const { resources, parameters } = parseTemplate(readFileSync('cfn/cluster/template.yml', 'utf8'))
    expect(resources.AutoScalingGroup?.type).toBe('AWS::AutoScaling::AutoScalingGroup')
    expect(parameters.ApplicationImageId?.type).toBe('AWS::EC2::Image::Id')
  })

  it.each([
    ['Resources: [', 'Template format error: YAML not well-formed. (line 1, column 13)'],
    ['{"Resources": }}', 'Template format error: JSON not well-formed. (line 1, column 16)'],
    ['just words', 'Template format error: unsupported structure.'],
    ['Outputs: {}', 'Template format error: At least one Resources member must be defined.'],
    [`${topic}Foo: 1`, 'Invalid template property or properties [Foo]'],
    [`${topic}    Oops: 1`, "Invalid template resource property 'Oops'"],
    ['Resources: {my-x: {Type: A}}', 'Template format error: Resource name my-x is non alphanumeric.'],
    [
      'Resources: {X: {}}',
      'Template format error: [/Resources/X] Every Resources object must contain a Type member.',
    ],
    [`${topic}Parameters: {P: {Type: Foo}}`, 'Template format error: Unrecognized parameter type: Foo'],
    [
      `${topic}    DependsOn: [A, B]`,
      'Template format error: Unresolved resource dependencies [A, B] in the Resources block of the template',
    ],
    [
      `${topic}Outputs: {O: {Value: !Ref Nothing}}`,
      'Template format error: Unresolved resource dependencies [Nothing] in the Outputs block of the template',
    ],
    [
      'Resources: {X: {Type: AWS::Moon::Base}}',
      'Template format error: Unrecognized resource types: [AWS::Moon::Base]',
    ],
    [
      'Resources: {X: {Type: AWS::Lambda::Functoin}, Y: {Type: AWS::Lambda::Function}}',
      'Template format error: Unrecognized resource types: [AWS::Lambda::Functoin]',
    ],
    [
      `${topic}Outputs: {O: {Value: !GetAtt Topic.Size}}`,
      'Template error: resource Topic does not support attribute type Size in Fn::GetAtt',
    ],
    [
      `${topic}    Condition: C`,
      'Template format error: Unresolved condition dependency C in the Resources block of the template',
    ],
  ])('refuses %j', (body, message) => {
    expect(() => parseTemplate(body)).toThrow(expect.objectContaining({ code: 'ValidationError', message }))
  })

  it.each(['AWS::Lambda::Function', 'Custom::Thing', 'AWS::CDK::Metadata', 'A::B::C::MODULE'])(
    'reads a resource of the type %s, which AWS has and the sandbox does not offer',
    type => {
      const body = `Resources: {X: {Type: '${type}'}}\nOutputs: {O: {Value: !GetAtt X.Arn}}`
      expect(parseTemplate(body).resources.X?.type).toBe(type)
    },
  )

  it('names itself when it refuses a macro in a resource, which works on AWS', () => {
    const include = "{ Fn::Transform: { Name: 'AWS::Include' } }"
    const body = `Resources: { A: { Type: AWS::SNS::Topic, Properties: { TopicName: ${include} } } }`
    expect(() => parseTemplate(body)).toThrow('the sandbox does not run macros (Fn::Transform)')
  })

  it('refuses unsupported functions', () => {
    const body = `${topic}    Properties: {TopicName: {Fn::Length: [1]}}`
    expect(() => parseTemplate(body)).toThrow('Encountered unsupported function: Fn::Length')
  })

  it('refuses a body of more than 51,200 bytes', () => {
    const body = `${topic}#${'é'.repeat(25_600)}`
    expect(() => parseTemplate(body)).toThrow("at 'templateBody' failed to satisfy constraint")
  })
})

describe('requiredCapabilities', () => {
  it.each([
    ['Type: AWS::SNS::Topic', []],
    ['Type: AWS::IAM::Role', ['CAPABILITY_IAM']],
    ['{Type: AWS::IAM::Role, Properties: {RoleName: r}}', ['CAPABILITY_NAMED_IAM']],
    ['{Type: AWS::IAM::Policy, Properties: {PolicyName: p}}', ['CAPABILITY_IAM']],
  ])('of %s are %j', (resource, capabilities) => {
    expect(requiredCapabilities(parseTemplate(`Resources:\n  X:\n    ${resource}`))).toEqual(capabilities)
  })
})
