import { type ApiCall, structuresOf, textOf, textsOf } from '../api-call.ts'
import type { Context } from '../context.ts'
import type { Lookups, Need, Needs } from '../need.ts'
import { ec2Arn } from './ec2-arn.ts'
import { existing, made, taggingAtCreation } from './ec2-needs.ts'

/**
 * Every resource that a launch uses or creates. The content of a launch template is not evaluated. A profile requires
 * iam:PassRole for its role.
 */
export const runInstances: Needs = (call, lookups) => {
  const { parameters } = call
  const named = (parameter: string, type: string) => {
    const id = textOf(parameters, parameter)
    return id === undefined ? [] : [existing(call, lookups, type, id)]
  }
  const groups = textsOf(parameters, 'SecurityGroupId')
  return [
    ...named('ImageId', 'image'),
    made(call, lookups, 'instance', '*', instanceKeys(call)),
    made(call, lookups, 'network-interface', '*'),
    ...volumes(call, lookups),
    ...orAny(call, lookups, 'subnet', named('SubnetId', 'subnet')),
    ...orAny(
      call,
      lookups,
      'security-group',
      groups.map(id => existing(call, lookups, 'security-group', id)),
    ),
    ...named('KeyName', 'key-pair'),
    ...named('LaunchTemplate.LaunchTemplateId', 'launch-template'),
    ...passedRoles(call, lookups),
    ...taggingAtCreation(call, lookups),
  ]
}

/** The default subnet or group if the call has none. */
function orAny(call: ApiCall, lookups: Lookups, type: string, needs: readonly Need[]): readonly Need[] {
  return needs.length > 0 ? needs : [{ resource: ec2Arn(call, lookups, type, '*') }]
}

function volumes(call: ApiCall, lookups: Lookups): readonly Need[] {
  const mappings = structuresOf(call.parameters, 'BlockDeviceMapping')
  const keysOfEach = mappings.length === 0 ? [{}] : mappings.map(volumeKeys)
  return keysOfEach.map(keys => made(call, lookups, 'volume', '*', keys))
}

function volumeKeys(mapping: ApiCall['parameters']): Context {
  return present({
    'ec2:Encrypted': textOf(mapping, 'Ebs.Encrypted'),
    'ec2:VolumeIops': textOf(mapping, 'Ebs.Iops'),
    'ec2:VolumeSize': textOf(mapping, 'Ebs.VolumeSize'),
    'ec2:VolumeThroughput': textOf(mapping, 'Ebs.Throughput'),
    'ec2:VolumeType': textOf(mapping, 'Ebs.VolumeType'),
  })
}

function instanceKeys({ parameters }: ApiCall): Context {
  return present({
    'ec2:InstanceType': textOf(parameters, 'InstanceType'),
    'ec2:InstanceProfile': textOf(parameters, 'IamInstanceProfile.Arn'),
    'ec2:MetadataHttpTokens': textOf(parameters, 'MetadataOptions.HttpTokens'),
  })
}

function passedRoles({ parameters }: ApiCall, { rolesOfProfile }: Lookups): readonly Need[] {
  const profile =
    textOf(parameters, 'IamInstanceProfile.Arn') ?? textOf(parameters, 'IamInstanceProfile.Name')
  const roles = profile === undefined ? [] : rolesOfProfile(profile)
  return roles.map(resource => ({
    action: 'iam:PassRole',
    resource,
    keys: { 'iam:PassedToService': 'ec2.amazonaws.com' },
  }))
}

function present(keys: Readonly<Record<string, string | undefined>>): Context {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
