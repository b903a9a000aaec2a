import { textOf } from '../api-call.ts'
import { anyResource, type Needs } from '../need.ts'
import { all, existing, made, making, makingKeyPair, on, onTagged } from './ec2-needs.ts'
import { runInstances } from './run-instances.ts'

const onKeyPair: Needs = (call, lookups) => {
  const id = textOf(call.parameters, 'KeyPairId') ?? textOf(call.parameters, 'KeyName')
  return id === undefined ? [] : [existing(call, lookups, 'key-pair', id)]
}

/** By its name, EC2 looks for the id: every template's tags and id could be those of a statement. */
const onLaunchTemplate: Needs = (call, lookups) =>
  textOf(call.parameters, 'LaunchTemplateId') === undefined
    ? [made(call, lookups, 'launch-template', '*')]
    : on('LaunchTemplateId', 'launch-template')(call, lookups)

export const ec2Actions: Readonly<Record<string, Needs>> = {
  AuthorizeSecurityGroupEgress: on('GroupId', 'security-group'),
  AuthorizeSecurityGroupIngress: on('GroupId', 'security-group'),
  CopyImage: making('image', 'snapshot'),
  // With the instances, volumes and so on of RunInstances; the content of the launch template is not evaluated.
  CreateFleet: all(making('fleet'), onLaunchTemplate),
  CreateImage: all(on('InstanceId', 'instance'), making('image', 'snapshot')),
  CreateKeyPair: makingKeyPair,
  CreateLaunchTemplate: making('launch-template'),
  CreateLaunchTemplateVersion: onLaunchTemplate,
  CreateSecurityGroup: all(making('security-group'), on('VpcId', 'vpc')),
  CreateTags: onTagged,
  DeleteKeyPair: onKeyPair,
  DeleteLaunchTemplate: onLaunchTemplate,
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
  DescribeLaunchTemplates: anyResource,
  DescribeLaunchTemplateVersions: anyResource,
  DescribeRegions: anyResource,
  DescribeSecurityGroups: anyResource,
  DescribeSnapshotAttribute: on('SnapshotId', 'snapshot'),
  DescribeSnapshots: anyResource,
  DescribeSubnets: anyResource,
  DescribeTags: anyResource,
  DescribeVolumes: anyResource,
  DescribeVpcs: anyResource,
  DisableImage: on('ImageId', 'image'),
  DisableImageDeprecation: on('ImageId', 'image'),
  DisableImageDeregistrationProtection: on('ImageId', 'image'),
  EnableImage: on('ImageId', 'image'),
  EnableImageDeprecation: on('ImageId', 'image'),
  EnableImageDeregistrationProtection: on('ImageId', 'image'),
  GetConsoleOutput: on('InstanceId', 'instance'),
  GetEbsDefaultKmsKeyId: anyResource,
  GetEbsEncryptionByDefault: anyResource,
  ImportKeyPair: makingKeyPair,
  ModifyImageAttribute: on('ImageId', 'image'),
  ModifyInstanceAttribute: on('InstanceId', 'instance'),
  ModifySnapshotAttribute: on('SnapshotId', 'snapshot'),
  RebootInstances: on('InstanceId', 'instance'),
  RevokeSecurityGroupEgress: on('GroupId', 'security-group'),
  RevokeSecurityGroupIngress: on('GroupId', 'security-group'),
  RunInstances: runInstances,
  StartInstances: on('InstanceId', 'instance'),
  StopInstances: on('InstanceId', 'instance'),
  TerminateInstances: on('InstanceId', 'instance'),
}
