import {
  DeleteKeyPairCommand,
  DeleteLaunchTemplateCommand,
  DeleteSecurityGroupCommand,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DeregisterImageCommand,
  type EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { errorCode, translated } from './errors.ts'

export type RemovableType =
  | 'instance'
  | 'key-pair'
  | 'launch-template'
  | 'security-group'
  | 'volume'
  | 'image'
  | 'snapshot'

/** A resource that no longer exists counts as removed. */
export function removeResource(
  client: EC2Client,
  type: RemovableType,
  id: string,
): Promise<'removed' | 'in-use'> {
  const { action, call } = removers[type]
  return translated(action, async () => {
    try {
      await call(client, id)
      return 'removed'
    } catch (error) {
      if (missing.test(errorCode(error))) return 'removed'
      if (inUse.has(errorCode(error))) return 'in-use'
      throw error
    }
  })
}

const missing = /\.(NotFound|Unavailable)$|^InvalidInstanceID\.NotFound$|^InvalidGroup\.NotFound$/
const inUse = new Set(['DependencyViolation', 'InvalidGroup.InUse', 'InvalidSnapshot.InUse', 'VolumeInUse'])

const removers: Record<
  RemovableType,
  { readonly action: string; readonly call: (client: EC2Client, id: string) => Promise<unknown> }
> = {
  instance: {
    action: 'ec2:TerminateInstances',
    call: (client, id) => client.send(new TerminateInstancesCommand({ InstanceIds: [id] })),
  },
  'key-pair': {
    action: 'ec2:DeleteKeyPair',
    call: (client, id) => client.send(new DeleteKeyPairCommand({ KeyName: id })),
  },
  'launch-template': {
    action: 'ec2:DeleteLaunchTemplate',
    call: (client, id) => client.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId: id })),
  },
  'security-group': {
    action: 'ec2:DeleteSecurityGroup',
    call: (client, id) => client.send(new DeleteSecurityGroupCommand({ GroupId: id })),
  },
  volume: {
    action: 'ec2:DeleteVolume',
    call: (client, id) => client.send(new DeleteVolumeCommand({ VolumeId: id })),
  },
  image: {
    action: 'ec2:DeregisterImage',
    call: (client, id) => client.send(new DeregisterImageCommand({ ImageId: id })),
  },
  snapshot: {
    action: 'ec2:DeleteSnapshot',
    call: (client, id) => client.send(new DeleteSnapshotCommand({ SnapshotId: id })),
  },
}
