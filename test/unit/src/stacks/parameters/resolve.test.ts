import { expect, test } from 'vitest'
import type { FoundAmi } from '#src/stacks/ami/find-amis.ts'
import { checkRules, type ResolveRequest, resolveParameters } from '#src/stacks/parameters/resolve.ts'
import { image } from '#test/unit/src/stacks/image.ts'
import { template } from '#test/unit/src/stacks/parameter.ts'

const cluster = template({
  ImageId: { type: 'AWS::EC2::Image::Id' },
  Size: { type: 'Number', default: '2' },
  Password: { noEcho: true },
  VpcId: { type: 'AWS::EC2::VPC::Id' },
})
const found: FoundAmi = {
  parameter: 'ImageId',
  image: 'ecs',
  imageId: null,
  inFile: null,
  passedOver: null,
  found: image({ imageId: 'ami-00000000000000001' }),
}

function resolve(request: Partial<ResolveRequest>) {
  return resolveParameters({
    template: cluster,
    given: { values: {}, amis: [], notices: [], fileText: null },
    previous: null,
    amis: [found],
    network: null,
    ...request,
  })
}

const flag = (name: string, value: string) => ({ [name]: { name, value, source: { kind: 'flag' } as const } })

test('a new stack: the AMI, what was given, the network, the default', () => {
  const { values, notices } = resolve({
    given: { values: flag('Password', 'secret'), amis: [], notices: [], fileText: null },
    network: { values: { VpcId: 'vpc-01234567' }, text: '' },
  })
  expect(values).toEqual({
    ImageId: { value: 'ami-00000000000000001', source: { kind: 'ami', image: 'ecs' }, noEcho: false },
    Size: { value: '2', source: { kind: 'default' }, noEcho: false },
    Password: { value: 'secret', source: { kind: 'flag' }, noEcho: true },
    VpcId: { value: 'vpc-01234567', source: { kind: 'network' }, noEcho: false },
  })
  expect(notices).toEqual([])
})

test('what nobody gives stays as the stack has it, with a word where the default is another', () => {
  const { values, notices } = resolve({
    previous: { ImageId: 'ami-x', Size: '5', Password: '****', VpcId: 'vpc-01234567' },
  })
  expect(values).toMatchObject({
    ImageId: { source: { kind: 'ami' } },
    Size: { value: '5', source: { kind: 'previous' } },
    Password: { source: { kind: 'previous' } },
    VpcId: { source: { kind: 'previous' } },
  })
  expect(notices).toEqual([
    expect.stringMatching(/^Size keeps its value in the stack, "5": .*default is "2"/),
  ])
})

test('an AMI that was named comes from an option', () => {
  const { values } = resolve({
    amis: [{ ...found, imageId: 'ami-00000000000000001' }],
    previous: { Password: '****', VpcId: 'vpc-01234567' },
  })
  expect(values.ImageId?.source).toEqual({ kind: 'flag' })
})

test('a secret that a new stack needs is missing only now', () => {
  expect(() => resolve({ network: { values: { VpcId: 'vpc-01234567' }, text: '' } })).toThrow(
    expect.objectContaining({ code: 'PARAMETER_MISSING', message: expect.stringContaining('Password') }),
  )
})

test('all broken rules of the template are reported at once', () => {
  const rules = { One: { Assertions: [{ Assert: 'x' }] }, Two: { Assertions: [{ Assert: 'y' }] } }
  expect(() => checkRules({ ...cluster, rules }, () => false)).toThrow(
    expect.objectContaining({ code: 'CONFIGURATION_INVALID', exitStatus: 2 }),
  )
  expect(() => checkRules({ ...cluster, rules: { One: rules.One } }, () => false)).toThrow(
    expect.objectContaining({ code: 'PARAMETER_RULE', message: expect.stringContaining('the rule One') }),
  )
})
