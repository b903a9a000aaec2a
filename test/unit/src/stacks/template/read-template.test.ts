import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { files } from '#src/host/system.ts'
import { readTemplate } from '#src/stacks/template/read-template.ts'
import { folder } from '#test/unit/src/stacks/folder.ts'

const own = folder()

test('short intrinsics have their long form, numbers stay as they are written', async () => {
  const file = await own.write(
    'short.yml',
    `Parameters:
  Version: {Type: String, Default: 1.10, AllowedValues: [1.10, 2]}
  Key: {Type: String, NoEcho: true, MinLength: 8}
  Zones: {Type: CommaDelimitedList, Default: "a,b"}
Conditions:
  IsBig: !Not [!Equals [!Ref Version, '2']]
Resources:
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    UpdatePolicy: {AutoScalingRollingUpdate: {MaxBatchSize: 1}}
    Properties:
      Version: !GetAtt Template.Latest.Number
      Name: !Sub \${Version}-x
      Size: !If [IsBig, 3, !Ref AWS::NoValue]
      Nested: !Join ['-', [!Ref Version, !Select [0, !GetAZs '']]]
`,
  )
  expect(await readTemplate(file, files)).toMatchObject({
    parameters: {
      Version: { type: 'String', default: '1.10', allowedValues: ['1.10', '2'], noEcho: false },
      Key: { default: null, noEcho: true, minLength: 8 },
      Zones: { default: 'a,b' },
    },
    conditions: { IsBig: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Version' }, '2'] }] } },
    resources: {
      Group: {
        type: 'AWS::AutoScaling::AutoScalingGroup',
        updatePolicy: { AutoScalingRollingUpdate: { MaxBatchSize: '1' } },
        creationPolicy: null,
        metadata: null,
        properties: {
          Version: { 'Fn::GetAtt': ['Template', 'Latest.Number'] },
          Name: { 'Fn::Sub': '${Version}-x' },
          Size: { 'Fn::If': ['IsBig', '3', { Ref: 'AWS::NoValue' }] },
          Nested: { 'Fn::Join': ['-', [{ Ref: 'Version' }, { 'Fn::Select': ['0', { 'Fn::GetAZs': '' }] }]] },
        },
      },
    },
  })
})

test('JSON is read too', async () => {
  const file = await own.write(
    'a.json',
    '{"Parameters": {"A": {"Type": "Number", "Default": 3}}, "Resources": {"B": {"Type": "AWS::SNS::Topic"}}}',
  )
  expect(await readTemplate(file, files)).toMatchObject({
    parameters: { A: { type: 'Number', default: '3' } },
    resources: { B: { type: 'AWS::SNS::Topic', properties: {} } },
  })
})

test('JSON may begin with a byte order mark', async () => {
  const file = await own.write('bom.json', '\uFEFF{"Resources": {"B": {"Type": "AWS::SNS::Topic"}}}')
  expect((await readTemplate(file, files)).body).toMatch(/^\{/)
})

test('scalars are read as YAML 1.1', async () => {
  const file = await own.write(
    'scalars.yml',
    `Parameters:
  Token: {Type: String, NoEcho: yes}
  Shown: {Type: String, NoEcho: off}
Resources:
  A:
    Type: X
    Properties: {On: on, No: 'no', Text: !!str yes, Ref: !Ref yes, Date: 2012-10-17, Number: 010}
`,
  )
  const { parameters, resources } = await readTemplate(file, files)
  expect(parameters).toMatchObject({ Token: { noEcho: true }, Shown: { noEcho: false } })
  expect(resources.A?.properties).toEqual({
    On: true,
    No: 'no',
    Text: 'yes',
    Ref: { Ref: 'yes' },
    Date: '2012-10-17',
    Number: '010',
  })
})

test('empty sections are as if they were missing', async () => {
  const sections = ['Parameters', 'Conditions', 'Mappings', 'Outputs'].map(name => `${name}:\n`).join('')
  const file = await own.write('empty.yml', `${sections}Resources: {B: {Type: X, Properties: }, C: }\n`)
  expect(await readTemplate(file, files)).toMatchObject({
    parameters: {},
    conditions: {},
    mappings: {},
    outputs: {},
    resources: { B: { type: 'X', properties: {} }, C: { type: '', properties: {} } },
  })
})

test('limits and defaults of a parameter that are empty do not apply', async () => {
  const file = await own.write(
    'limits.yml',
    'Parameters: {A: {Type: String, Default: , MinLength: 0, NoEcho: "TRUE", AllowedValues: }}\nResources: {B: {Type: X}}\n',
  )
  expect((await readTemplate(file, files)).parameters.A).toMatchObject({
    default: null,
    minLength: 0,
    maxLength: null,
    noEcho: true,
    allowedValues: null,
  })
})

test('a template of exactly the greatest size is read', async () => {
  const text = 'Resources: {B: {Type: X}}\n'
  const file = await own.write('large.yml', `#${'x'.repeat(51_200 - text.length - 2)}\n${text}`)
  expect((await readTemplate(file, files)).body).toHaveLength(51_200)
})

test('the cluster template of the repository', async () => {
  const file = fileURLToPath(new URL('../../../../../cfn/cluster/template.yml', import.meta.url))
  const { parameters, resources, body } = await readTemplate(file, files)
  expect(parameters.ApplicationImageId?.type).toBe('AWS::EC2::Image::Id')
  expect(resources.AutoScalingGroup?.type).toBe('AWS::AutoScaling::AutoScalingGroup')
  expect(body).toMatch(/^AWSTemplateFormatVersion/)
})

describe('refused', () => {
  test.each([
    ['text that is no YAML', 'Resources: [a', 'STACK_TEMPLATE_SYNTAX', /:\d+\)/],
    ['text that is no JSON', '{"Resources": }', 'STACK_TEMPLATE_SYNTAX', /JSON/],
    [
      'an unknown function',
      'Resources:\n  A:\n    Type: !Reff X\n',
      'STACK_TEMPLATE_SYNTAX',
      /!Reff is not an intrinsic function .*:3\)/,
    ],
    [
      'an alias',
      'Resources:\n  A: &a\n    Type: X\n  B: *a\n',
      'STACK_TEMPLATE_SYNTAX',
      /does not accept YAML aliases .*:4\)/,
    ],
    ['a merge key', 'Resources:\n  A:\n    <<: {Type: X}\n', 'STACK_TEMPLATE_SYNTAX', /merge keys .*:3\)/],
    ['nothing to make', 'Parameters: {}\n', 'STACK_TEMPLATE_INCOMPLETE', /no resources/],
    ['an empty file', '', 'STACK_TEMPLATE_INCOMPLETE', /no resources/],
    ['plain text', 'hello', 'STACK_TEMPLATE_INCOMPLETE', /no resources/],
    [
      'a parameter without a type',
      'Parameters: {A: {}}\nResources: {B: {Type: X}}\n',
      'STACK_TEMPLATE_INCOMPLETE',
      /parameter A .*no Type/,
    ],
    [
      'a parameter that is empty',
      'Parameters: {A: }\nResources: {B: {Type: X}}\n',
      'STACK_TEMPLATE_INCOMPLETE',
      /parameter A .*no Type/,
    ],
    ['resources that are a list', 'Resources: [B]\n', 'STACK_TEMPLATE_INCOMPLETE', /no resources/],
    ['resources without a resource', 'Resources: {}\n', 'STACK_TEMPLATE_INCOMPLETE', /no resources/],
    [
      'more than CloudFormation takes',
      `#${'x'.repeat(51_200)}\nResources: {B: {Type: X}}\n`,
      'STACK_TEMPLATE_TOO_LARGE',
      /512\d\d bytes/,
    ],
  ])('%s', async (_, text, code, message) => {
    const file = await own.write('wrong.yml', text)
    const error = await readTemplate(file, files).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code, message: expect.stringMatching(message), exitStatus: 2 })
  })

  test('a file that is not there', async () => {
    await expect(readTemplate(own.path('gone.yml'), files)).rejects.toMatchObject({
      code: 'STACK_TEMPLATE_UNREADABLE',
      message: expect.stringContaining('gone.yml does not exist'),
      hint: expect.stringContaining('stacks.'),
    })
  })

  test('a mistyped function names the nearest one', async () => {
    const file = await own.write('near.yml', 'Resources:\n  A:\n    Type: !Gettat X\n')
    await expect(readTemplate(file, files)).rejects.toMatchObject({ hint: 'Did you mean !GetAtt?' })
  })
})

test('a loop of the language extensions is left to CloudFormation', async () => {
  const file = await own.write(
    'loop.yml',
    `Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Topics: [Name, [a, b], {'Topic\${Name}': {Type: AWS::SNS::Topic}}]
  Other: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Length [1, 2]}}
`,
  )
  const { resources, body } = await readTemplate(file, files)
  expect(Object.keys(resources)).toEqual(['Other'])
  expect(resources.Other?.properties).toEqual({ DisplayName: { 'Fn::Length': ['1', '2'] } })
  expect(body).toContain('Fn::ForEach::Topics')
})

describe('what CloudFormation accepts and YAML 1.2 does not', () => {
  const template = (value: string) =>
    `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: ${value}\nOutputs: {}\n`

  test.each([
    ["'one\n two it''s\n\nthree'", "one two it's\nthree"],
    ['"one\n  two \\"x\\" \\\n three"', 'one two "x" three'],
    ["'one\r\n two'", 'one two'],
    ['{Ref: [a,\r\nb\r\n]}', { Ref: ['a', 'b'] }],
    ['!Sub "a\n${B}"', { 'Fn::Sub': 'a ${B}' }],
    ['!Join ["\n, x", [a,\nb\n]]', { 'Fn::Join': [' , x', ['a', 'b']] }],
    ["|\n        'not\n        quoted", "'not\nquoted\n"],
  ])('%j: further lines in any column', async (value, read) => {
    const file = await own.write('columns.yml', template(value))
    const { resources, notices } = await readTemplate(file, files)
    expect(resources.A?.properties.DisplayName).toEqual(read)
    expect(notices).toEqual([])
  })

  test('a repeated key: the last value counts, and a notice names the line', async () => {
    const file = await own.write('repeated.yml', template('a\n      DisplayName: b'))
    const { resources, notices } = await readTemplate(file, files)
    expect(resources.A?.properties.DisplayName).toBe('b')
    expect(notices).toEqual([`${file}:6 repeats the key DisplayName; CloudFormation uses its last value`])
  })

  test.each(["'one\n two", '"one', "'one''"])('%s is not closed', async value => {
    const file = await own.write('open.yml', template(value))
    await expect(readTemplate(file, files)).rejects.toMatchObject({ code: 'STACK_TEMPLATE_SYNTAX' })
  })
})
