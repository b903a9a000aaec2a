import { textOf } from '../api-call.ts'
import { anyResource, type Needs } from '../need.ts'
import { all, existing, making, makingKeyPair, on, onTagged } from './ec2-needs.ts'
import { runInstances } from './run-instances.ts'

const onKeyPair: Needs = (call, lookups) => {
  const id = textOf(call.parameters, 'KeyPairId') ?? textOf(call.parameters, 'KeyName')
  return id === undefined ? [] : [existing(call, lookups, 'key-pair', id)]
}

export const ec2Actions: Readonly<Record<string, Needs>> = {
  AuthorizeSecurityGroupIngress: on('GroupId', 'security-group'),
  CopyImage: making('image', 'snapshot'),
  CreateImage: all(on('InstanceId', 'instance'), making('image', 'snapshot')),
  CreateKeyPair: makingKeyPair,
  CreateSecurityGroup: all(making('security-group'), on('VpcId', 'vpc')),
  CreateTags: onTagged,
  DeleteKeyPair: onKeyPair,
  DeleteSecurityGroup: on('GroupId', 'security-group'),
  DeleteSnapshot: on('SnapshotId', 'snapshot'),
  DeleteTags: onTagged,
  DeleteVolume: on('VolumeId', 'volume'),
  DeregisterImage: on('ImageId', 'image'),
  DescribeAvailabilityZones: anyResource,
  DescribeImageAttribute: on('ImageId', 'image'),
  DescribeImages: anyResource,
  DescribeInstanceAttribute: on('InstanceId', 'instance'),
  DescribeInstanceStatus: anyResource,
  DescribeInstanceTypeOfferings: anyResource,
  DescribeInstanceTypes: anyResource,
  DescribeInstances: anyResource,
  DescribeKeyPairs: anyResource,
  DescribeRegions: anyResource,
  DescribeSecurityGroups: anyResource,
  DescribeSnapshots: anyResource,
  DescribeSubnets: anyResource,
  DescribeTags: anyResource,
  DescribeVolumes: anyResource,
  DescribeVpcs: anyResource,
  DisableImageDeprecation: on('ImageId', 'image'),
  EnableImageDeprecation: on('ImageId', 'image'),
  GetConsoleOutput: on('InstanceId', 'instance'),
  GetEbsDefaultKmsKeyId: anyResource,
  GetEbsEncryptionByDefault: anyResource,
  ImportKeyPair: makingKeyPair,
  ModifyImageAttribute: on('ImageId', 'image'),
  ModifyInstanceAttribute: on('InstanceId', 'instance'),
  ModifySnapshotAttribute: on('SnapshotId', 'snapshot'),
  RebootInstances: on('InstanceId', 'instance'),
  RunInstances: runInstances,
  StartInstances: on('InstanceId', 'instance'),
  StopInstances: on('InstanceId', 'instance'),
  TerminateInstances: on('InstanceId', 'instance'),
}
