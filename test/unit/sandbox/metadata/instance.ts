import type { InstanceMetadata } from '#sandbox/metadata/types.ts'

/** An instance with everything that metadata can tell. */
export const instance: InstanceMetadata = {
  accountId: '123456789012',
  region: 'us-east-1',
  availabilityZone: 'us-east-1a',
  instanceId: 'i-0123456789abcdef0',
  imageId: 'ami-1',
  instanceType: 't3.small',
  architecture: 'x86_64',
  launchTime: new Date('2026-11-21T01:02:03.456Z'),
  privateAddress: '10.64.0.10',
  publicAddress: '10.64.0.10',
  macAddress: '02:00:0a:40:00:0a',
  vpcId: 'vpc-1',
  subnetId: 'subnet-1',
  subnetCidr: '10.64.0.0/24',
  securityGroups: [
    { id: 'sg-1', name: 'default' },
    { id: 'sg-2', name: 'packer' },
  ],
  keyPair: { name: 'packer_1', publicKey: 'ssh-ed25519 AAAA packer' },
  userData: Buffer.from('#!/bin/sh\n'),
  options: {
    httpEndpoint: 'enabled',
    httpTokens: 'required',
    httpPutResponseHopLimit: 2,
    instanceMetadataTags: 'enabled',
  },
  role: {
    name: 'ecsInstanceRole',
    instanceProfileArn: 'arn:aws:iam::123456789012:instance-profile/ecs',
    instanceProfileId: 'AIPA1',
    credentials: {
      accessKeyId: 'ASIA1',
      secretAccessKey: 'secret',
      sessionToken: 'token',
      lastUpdated: new Date('2026-11-21T01:00:00Z'),
      expiration: new Date('2026-11-21T07:00:00Z'),
    },
  },
  tags: { Name: 'build' },
  devices: ['/dev/xvda', '/dev/xvdcy'],
  spotInterruption: { action: 'terminate', time: new Date('2026-11-21T02:00:00Z') },
}
