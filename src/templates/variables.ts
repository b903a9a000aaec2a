import { ToolError } from '../errors/tool-error.ts'
import { isOrganisationalUnit, type Network, type Tags, type TemplateInput, type Volume } from './input.ts'

/** image.pkrvars.json: all values of the template. Null where the template does not use the variable. */
export interface TemplateVariables {
  readonly region: string
  readonly endpoint: string | null
  readonly base_image_id: string
  readonly instance_type: string
  readonly spot_price: string | null
  readonly spot_instance_types: readonly string[]
  readonly ami_name: string
  readonly ami_description: string
  readonly key_pair_name: string
  readonly run_tags: Tags
  readonly ami_tags: Tags
  readonly snapshot_tags: Tags
  readonly root_volume: VolumeVariable
  readonly data_volume: VolumeVariable | null
  readonly volumes: readonly VolumeVariable[]
  readonly copy_regions: readonly string[]
  readonly region_kms_keys: Tags
  readonly kms_key: string | null
  readonly share_accounts: readonly string[]
  readonly share_organisations: readonly string[]
  readonly share_organisational_units: readonly string[]
  readonly deprecate_at: string | null
  readonly poll_delay_seconds: number
  readonly poll_attempts: number
  readonly vpc_id: string | null
  readonly subnet_id: string | null
  readonly subnet_filters: Tags
  readonly security_group_ids: readonly string[]
  readonly public_address: boolean | null
  readonly ssh_interface: 'public_ip' | 'private_ip' | 'session_manager'
  readonly source_cidrs: readonly string[]
  readonly instance_profile: string | null
  readonly payload_folder: string
  readonly scripts: readonly string[]
  readonly expect_disconnect: boolean
  readonly cleanup_script: string
  readonly inventory_file: string
  readonly manifest_file: string
}

interface VolumeVariable {
  readonly device: string
  readonly size: number
  readonly type: string
  readonly iops: number | null
  readonly throughput: number | null
  readonly encrypted: boolean
  readonly kms_key: string | null
}

/** @throws ToolError VALUE_TEMPLATE for a value that contains "{{" */
export function templateVariables(input: TemplateInput): TemplateVariables {
  const { network } = input
  const variables: TemplateVariables = {
    region: input.region,
    endpoint: input.endpoint,
    base_image_id: input.baseImageId,
    instance_type: input.instanceType,
    // Packer's word for the On-Demand price as the limit.
    spot_price: input.spot === null ? null : (input.spot.maxPrice ?? 'auto'),
    spot_instance_types: input.spot?.instanceTypes ?? [],
    ami_name: input.amiName,
    ami_description: input.amiDescription,
    key_pair_name: input.keyPairName,
    run_tags: input.runTags,
    ami_tags: input.amiTags,
    snapshot_tags: input.snapshotTags,
    root_volume: volume(input.rootVolume),
    data_volume: input.dataVolume === null ? null : volume(input.dataVolume),
    volumes: input.volumes.map(volume),
    copy_regions: input.copies.map(copy => copy.region),
    region_kms_keys: Object.fromEntries(input.copies.map(copy => [copy.region, copy.kmsKey ?? ''])),
    kms_key: input.rootVolume.kmsKey,
    share_accounts: input.shareWith.accounts,
    share_organisations: input.shareWith.organisationArns.filter(arn => !isOrganisationalUnit(arn)),
    share_organisational_units: input.shareWith.organisationArns.filter(isOrganisationalUnit),
    deprecate_at: input.deprecateAt,
    poll_delay_seconds: input.polling.delaySeconds,
    poll_attempts: input.polling.attempts,
    vpc_id: network.vpcId,
    subnet_id: network.subnet !== null && 'id' in network.subnet ? network.subnet.id : null,
    subnet_filters: network.subnet !== null && 'filters' in network.subnet ? network.subnet.filters : {},
    security_group_ids: network.securityGroupIds,
    public_address: network.publicAddress,
    ssh_interface: sshInterfaces[network.ssh],
    source_cidrs: network.sshSource === 'caller' ? [] : network.sshSource,
    instance_profile: network.instanceProfile,
    payload_folder: input.payloadFolder,
    scripts: input.scripts,
    expect_disconnect: input.expectDisconnect,
    cleanup_script: input.cleanupScript,
    inventory_file: input.inventoryFile,
    manifest_file: input.manifestFile,
  }
  refuseExpansion(variables)
  return variables
}

const sshInterfaces: Readonly<Record<Network['ssh'], TemplateVariables['ssh_interface']>> = {
  public: 'public_ip',
  private: 'private_ip',
  'session-manager': 'session_manager',
}

/** EC2's defaults for gp3: Packer 1.6 rejects a gp3 volume without explicit values. */
const gp3Defaults = { iops: 3000, throughput: 125 } as const

function volume({ device, size, type, iops, throughput, encrypted, kmsKey }: Volume): VolumeVariable {
  const isGp3 = type === 'gp3'
  return {
    device,
    size,
    type,
    iops: iops ?? (isGp3 ? gp3Defaults.iops : null),
    throughput: isGp3 ? (throughput ?? gp3Defaults.throughput) : null,
    encrypted,
    kms_key: kmsKey,
  }
}

/** Packer expands `{{…}}` in values, even in those of variables. */
function refuseExpansion(variables: TemplateVariables): void {
  JSON.stringify(variables, (name, value: unknown) => {
    for (const text of [name, value]) {
      if (typeof text === 'string' && text.includes('{{')) throw expanded(text)
    }
    return value
  })
}

function expanded(value: string): ToolError {
  return new ToolError('VALUE_TEMPLATE', `${JSON.stringify(value)} contains "{{"`, {
    why: 'Packer would treat it as a template and replace it.',
    hint: 'Remove "{{".',
    exitStatus: 2,
  })
}
