import { expect, it } from 'vitest'
import { identify } from '#sandbox/cloudformation/actuator/remembered-identity.ts'

const source = { accountId: '123456789012', label: undefined, seed: 'seed' }
const request = { region: 'eu-west-1', stackName: 'web', logicalId: 'One' }

it('gives an id to a type without a name', () => {
  const { physicalId, attributes } = identify(
    {
      properties: ['CidrBlock'],
      attributes: ['CidrBlock', 'VpcId', 'DefaultNetworkAcl'],
      remembered: { ref: ['VpcId'], arn: null },
    },
    { ...request, type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } },
    source,
  )
  expect(physicalId).toMatch(/^vpc-[0-9a-f]{17}$/)
  expect(attributes).toEqual({
    CidrBlock: '10.0.0.0/16',
    VpcId: physicalId,
    DefaultNetworkAcl: `${physicalId}/DefaultNetworkAcl`,
  })
})

it('makes up the ARN of a type for which AWS publishes none', () => {
  const { physicalId, attributes } = identify(
    {
      properties: ['ServiceName'],
      attributes: ['ServiceArn', 'Name'],
      remembered: { ref: ['ServiceArn'], arn: null },
    },
    { ...request, type: 'AWS::ECS::Service', properties: { ServiceName: 'api' } },
    source,
  )
  expect(physicalId).toBe('arn:aws:ecs:eu-west-1:123456789012:service/api')
  expect(attributes).toEqual({ ServiceArn: physicalId, Name: 'api' })
})

it('joins the parts of a compound Ref, without optional parts that the template omits', () => {
  const rule = {
    properties: ['EventBusName', 'Name'],
    attributes: ['Arn'],
    remembered: {
      ref: ['EventBusName', 'Name'],
      arn: 'arn:$' + '{Partition}:events:$' + '{Region}:$' + '{Account}:rule/$' + '{RuleName}',
    },
  }
  const refOf = (properties: Record<string, string>) =>
    identify(rule, { ...request, type: 'AWS::Events::Rule', properties }, source).physicalId
  expect(refOf({ EventBusName: 'bus', Name: 'nightly' })).toBe('bus|nightly')
  expect(refOf({ Name: 'nightly' })).toBe('nightly')
})

it('generates a lower-case name of at most 63 characters', () => {
  const bucket = {
    properties: ['BucketName'],
    attributes: [],
    remembered: { ref: ['BucketName'], arn: null },
  }
  const { physicalId } = identify(
    bucket,
    { ...request, stackName: 'A'.repeat(128), type: 'AWS::S3::Bucket', properties: {} },
    source,
  )
  expect(physicalId).toMatch(/^a{50}-[0-9a-z]{12}$/)
})
