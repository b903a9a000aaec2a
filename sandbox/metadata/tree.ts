import { basename } from 'node:path'
import type { InstanceMetadata, InstanceRole } from './types.ts'

/** A value, or a folder of values. An undefined value does not exist. */
export type Node = string | Buffer | undefined | { readonly [name: string]: Node }

/** The content below each version prefix; it is the same for all versions. */
export function metadataTree(instance: InstanceMetadata): Node {
  return {
    dynamic: { 'instance-identity': { document: identityDocument(instance) } },
    'meta-data': metaData(instance),
    'user-data': instance.userData,
  }
}

function metaData(instance: InstanceMetadata): Node {
  const privateName = `${hostName(instance.privateAddress)}.${privateDomain(instance.region)}`
  return {
    'ami-id': instance.imageId,
    'ami-launch-index': '0',
    'ami-manifest-path': '(unknown)',
    'block-device-mapping': blockDevices(instance.devices),
    hostname: privateName,
    iam: instance.role && iam(instance.role),
    'instance-action': 'none',
    'instance-id': instance.instanceId,
    'instance-life-cycle': instance.spotInterruption ? 'spot' : 'on-demand',
    'instance-type': instance.instanceType,
    'local-hostname': privateName,
    'local-ipv4': instance.privateAddress,
    mac: instance.macAddress,
    network: { interfaces: { macs: { [instance.macAddress]: networkInterface(instance, privateName) } } },
    placement: { 'availability-zone': instance.availabilityZone, region: instance.region },
    profile: 'default-hvm',
    'public-hostname': instance.publicAddress && publicName(instance),
    'public-ipv4': instance.publicAddress,
    'public-keys': instance.keyPair && { '0': { 'openssh-key': instance.keyPair.publicKey } },
    'security-groups': instance.securityGroups.map(({ name }) => name).join('\n'),
    services: { domain: 'amazonaws.com', partition: 'aws' },
    spot: instance.spotInterruption && spot(instance),
    tags: instance.options.instanceMetadataTags === 'enabled' ? { instance: instance.tags } : undefined,
  }
}

function blockDevices([root = '/dev/xvda', ...others]: readonly string[]): Node {
  const volumes = others.map((device, index) => [`ebs${index + 1}`, basename(device)] as const)
  return { ami: basename(root), ...Object.fromEntries(volumes), root }
}

function iam({ name, instanceProfileArn, instanceProfileId, credentials }: InstanceRole): Node {
  const lastUpdated = seconds(credentials.lastUpdated)
  return {
    info: json({
      Code: 'Success',
      LastUpdated: lastUpdated,
      InstanceProfileArn: instanceProfileArn,
      InstanceProfileId: instanceProfileId,
    }),
    'security-credentials': {
      [name]: json({
        Code: 'Success',
        LastUpdated: lastUpdated,
        Type: 'AWS-HMAC',
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        Token: credentials.sessionToken,
        Expiration: seconds(credentials.expiration),
      }),
    },
  }
}

function networkInterface(instance: InstanceMetadata, privateName: string): Node {
  return {
    'device-number': '0',
    'interface-id': `eni-${instance.instanceId.replace(/^i-/, '')}`,
    'local-hostname': privateName,
    'local-ipv4s': instance.privateAddress,
    mac: instance.macAddress,
    'owner-id': instance.accountId,
    'public-hostname': instance.publicAddress && publicName(instance),
    'public-ipv4s': instance.publicAddress,
    'security-group-ids': instance.securityGroups.map(({ id }) => id).join('\n'),
    'security-groups': instance.securityGroups.map(({ name }) => name).join('\n'),
    'subnet-id': instance.subnetId,
    'subnet-ipv4-cidr-block': instance.subnetCidr,
    'vpc-id': instance.vpcId,
    'vpc-ipv4-cidr-block': instance.subnetCidr,
  }
}

function spot({ spotInterruption }: InstanceMetadata): Node {
  if (spotInterruption === undefined) return undefined
  const { action, time } = spotInterruption
  return {
    'instance-action': json({ action, time: seconds(time) }),
    'termination-time': action === 'terminate' ? seconds(time) : undefined,
  }
}

function identityDocument(instance: InstanceMetadata): string {
  return json({
    accountId: instance.accountId,
    architecture: instance.architecture,
    availabilityZone: instance.availabilityZone,
    billingProducts: null,
    devpayProductCodes: null,
    marketplaceProductCodes: null,
    imageId: instance.imageId,
    instanceId: instance.instanceId,
    instanceType: instance.instanceType,
    kernelId: null,
    pendingTime: seconds(instance.launchTime),
    privateIp: instance.privateAddress,
    ramdiskId: null,
    region: instance.region,
    version: '2017-09-30',
  })
}

function hostName(address: string): string {
  return `ip-${address.replaceAll('.', '-')}`
}

function privateDomain(region: string): string {
  return region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`
}

function publicName({ publicAddress = '', region }: InstanceMetadata): string {
  const domain = region === 'us-east-1' ? 'compute-1' : `${region}.compute`
  return `ec2-${publicAddress.replaceAll('.', '-')}.${domain}.amazonaws.com`
}

function json(value: object): string {
  return JSON.stringify(value, null, 2)
}

/** ISO 8601 without fractions, the format of the metadata service. */
function seconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`
}
