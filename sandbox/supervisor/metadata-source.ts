import type { InstanceMetadata, InstanceRole, MetadataSource } from '../metadata/types.ts'
import type { InstanceRecord } from '../moto/client.ts'

export interface MetadataOptions {
  readonly accountId: string
  readonly subnetCidr: string
  readonly macAddressOf: (address: string) => string
  /** Instances in moto's latest data. */
  readonly instances: () => Iterable<InstanceRecord>
  readonly credentialsOf: (roleName: string) => InstanceRole['credentials']
}

/** Metadata of a machine, from moto's record of its instance. */
export function createMetadataSource(options: MetadataOptions): MetadataSource {
  return address => {
    for (const instance of options.instances()) {
      if (instance.address === address && instance.state !== 'terminated')
        return metadataOf(instance, options)
    }
    return undefined
  }
}

function metadataOf(instance: InstanceRecord, options: MetadataOptions): InstanceMetadata {
  const { publicAddress, vpcId, subnetId, keyName, publicKey, userData, profile, rootDevice } = instance
  const others = instance.devices.map(({ device }) => device).filter(device => device !== rootDevice)
  return {
    accountId: options.accountId,
    region: instance.region,
    availabilityZone: instance.availabilityZone,
    instanceId: instance.instanceId,
    imageId: instance.imageId,
    instanceType: instance.instanceType,
    architecture: instance.architecture,
    launchTime: new Date(`${instance.launchTime.replace(/\+00:00$/, '')}Z`),
    privateAddress: instance.address,
    macAddress: options.macAddressOf(instance.address),
    subnetCidr: options.subnetCidr,
    securityGroups: instance.securityGroups,
    options: {
      httpEndpoint: instance.httpEndpoint,
      httpTokens: instance.httpTokens,
      httpPutResponseHopLimit: instance.httpPutResponseHopLimit,
      instanceMetadataTags: instance.instanceMetadataTags,
    },
    tags: instance.tags,
    devices: [rootDevice, ...others],
    ...(publicAddress === null ? {} : { publicAddress }),
    ...(vpcId === null ? {} : { vpcId }),
    ...(subnetId === null ? {} : { subnetId }),
    ...(keyName === null || publicKey === null ? {} : { keyPair: { name: keyName, publicKey } }),
    ...(userData === null ? {} : { userData: Buffer.from(userData, 'base64') }),
    ...(profile === null ? {} : { role: roleOf(profile, options) }),
  }
}

function roleOf(profile: NonNullable<InstanceRecord['profile']>, options: MetadataOptions): InstanceRole {
  return {
    name: profile.role,
    instanceProfileArn: profile.arn,
    instanceProfileId: profile.id,
    credentials: options.credentialsOf(profile.role),
  }
}
