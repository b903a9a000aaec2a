import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Key, Kms } from '#src/aws/kms.ts'
import { checkAmis } from '#src/stacks/ami/check-amis.ts'
import { imageParameters, instanceTypesOf, launchedVolumes } from '#src/stacks/ami/launched-as.ts'
import { evaluator } from '#src/stacks/template/evaluate.ts'
import { image } from '#test/unit/src/stacks/image.ts'
import { template } from '#test/unit/src/stacks/parameter.ts'

const key = 'arn:aws:kms:eu-west-1:123456789012:key/1'
const cluster = template(
  { ImageId: { type: 'AWS::EC2::Image::Id' } },
  {
    Template: {
      type: 'AWS::EC2::LaunchTemplate',
      properties: { LaunchTemplateData: { ImageId: { Ref: 'ImageId' }, InstanceType: { Ref: 'Type' } } },
    },
    Group: {
      type: 'AWS::AutoScaling::AutoScalingGroup',
      properties: {
        MixedInstancesPolicy: {
          LaunchTemplate: {
            LaunchTemplateSpecification: { LaunchTemplateId: { Ref: 'Template' } },
            Overrides: [
              { InstanceType: 'm5.large' },
              { InstanceType: { Ref: 'Type' } },
              { 'Fn::If': ['Arm', { InstanceType: 'm7g.large' }, { Ref: 'AWS::NoValue' }] },
            ],
          },
        },
      },
    },
    Bastion: { type: 'AWS::EC2::Instance', properties: { ImageId: 'ami-1', InstanceType: 't4g.nano' } },
  },
)
const evaluate = evaluator(
  { ...cluster, conditions: { Arm: { 'Fn::Equals': [{ Ref: 'Type' }, 't3.large'] } } },
  { Type: 't3.large' },
)

test('instance types of whatever is launched from the parameter’s AMI', () => {
  expect(instanceTypesOf(cluster, 'ImageId', evaluate)).toEqual(['t3.large', 'm5.large', 'm7g.large'])
})

test('a launch configuration has its type at once', () => {
  const book = template(
    {},
    { Launch: { properties: { ImageId: { Ref: 'ApplicationImageId' }, InstanceType: 't2.small' } } },
  )
  expect(instanceTypesOf(book, 'ApplicationImageId', evaluate)).toEqual(['t2.small'])
})

test('volumes of which the template says something', () => {
  const mappings = [
    { DeviceName: '/dev/xvda', Ebs: { KmsKeyId: { Ref: 'Key' } } },
    { 'Fn::If': ['Missing', {}, { Ref: 'AWS::NoValue' }] },
    { DeviceName: '/dev/xvdb', Ebs: { VolumeSize: '3' } },
    { DeviceName: '/dev/xvdc', Ebs: { VolumeSize: { Ref: 'AWS::NoValue' } } },
    { DeviceName: '/dev/xvdd', Ebs: { VolumeSize: { Ref: 'AWS::NoValue' }, SnapshotId: 'snap-1' } },
  ]
  const launched = (list: typeof mappings) =>
    template({}, { Launch: { properties: { ImageId: { Ref: 'Image' }, BlockDeviceMappings: list } } })
  const withKey = evaluator(cluster, { Key: 'alias/fleet' })
  const known = launched(mappings.filter(one => 'Ebs' in one))
  expect(launchedVolumes(known, 'Image', withKey)).toEqual([
    { deviceName: '/dev/xvda', size: null, isOfAmi: false, isEncrypted: false, kmsKey: 'alias/fleet' },
    { deviceName: '/dev/xvdb', size: 3, isOfAmi: false, isEncrypted: false, kmsKey: null },
    { deviceName: '/dev/xvdc', size: null, isOfAmi: true, isEncrypted: false, kmsKey: null },
    { deviceName: '/dev/xvdd', size: null, isOfAmi: false, isEncrypted: false, kmsKey: null },
  ])
  // What only CloudFormation can tell is left to it.
  expect(launchedVolumes(launched(mappings), 'Image', withKey)).toEqual([])
})

test('a parameter that something is launched from is an AMI, whatever its type', () => {
  const book = template(
    { ApplicationImageId: {}, Note: {} },
    { Launch: { properties: { ImageId: { Ref: 'ApplicationImageId' }, InstanceType: { Ref: 'Note' } } } },
  )
  expect(imageParameters(book)).toEqual(['ApplicationImageId'])
})

function check(volumes: Parameters<typeof image>[0], found: Key | undefined, granted: boolean | undefined) {
  const asked: string[] = []
  const ec2: Partial<Ec2> = {
    architectures: async name => {
      asked.push(name)
      return ['x86_64']
    },
    snapshotKeys: async () => [key],
    snapshots: async () => [
      {
        snapshotId: 'snap-1',
        description: 'Created by CreateImage(i-1) for ami-0123456789abcdef0',
        tags: {},
      },
    ],
  }
  const kms: Kms = { key: async () => found, isGrantedTo: async () => granted }
  const result = checkAmis(
    {
      amis: [
        {
          parameter: 'ImageId',
          image: 'ecs',
          imageId: null,
          inFile: null,
          passedOver: null,
          found: image(volumes),
        },
      ],
      template: cluster,
      evaluate,
      region: 'eu-west-1',
      accountId: '123456789012',
      projectName: 'shop',
      now: new Date('2026-11-21'),
      isRunKnown: async () => true,
    },
    {
      ec2: ec2 as Ec2,
      kms: async () => {
        asked.push('kms')
        return kms
      },
    },
  )
  return { result, asked }
}

const encrypted = {
  volumes: [{ deviceName: '/dev/xvda', snapshotId: 'snap-1', size: 30, type: 'gp3', encrypted: true }],
}

test('an AMI that is not encrypted needs no key', async () => {
  const { result, asked } = check({}, undefined, undefined)
  expect(await result).toEqual([])
  expect(asked).toEqual(['t3.large', 'm5.large', 'm7g.large'])
  const plain = { volumes: encrypted.volumes.map(volume => ({ ...volume, encrypted: false })) }
  const unencrypted = check(plain, undefined, undefined)
  await unencrypted.result
  expect(unencrypted.asked).not.toContain('kms')
})

test("AWS's own key and a granted one may be used, another not", async () => {
  const own = { arn: key, isAwsManaged: false, state: 'Enabled' }
  expect(await check(encrypted, { ...own, isAwsManaged: true }, false).result).toEqual([])
  expect(await check(encrypted, own, true).result).toEqual([])
  await expect(check(encrypted, own, false).result).rejects.toMatchObject({ code: 'AMI_KEY_NOT_USABLE' })
  expect(await check(encrypted, undefined, undefined).result).toEqual([
    expect.stringContaining('Could not check whether Auto Scaling may use'),
  ])
})
