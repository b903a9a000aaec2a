import { ToolError } from '../../errors/tool-error.ts'
import { complete, tagKeys } from '../../images/tags.ts'
import { checkKeys, type KeyFacts } from './check-keys.ts'
import { describeAmi } from './deployed-ami.ts'
import type { FoundAmi, Place } from './find-amis.ts'
import type { LaunchedVolume } from './launched-as.ts'

/** What is known of an AMI and of what it is launched as. */
export interface AmiFacts extends Place {
  readonly ami: FoundAmi
  /** What the template launches with it; architectures undefined where the region has no such type. */
  readonly instanceTypes: readonly {
    readonly name: string
    readonly architectures: readonly string[] | undefined
  }[]
  readonly launched: readonly LaunchedVolume[]
  readonly keys: readonly KeyFacts[]
  readonly now: Date
}

/**
 * Whether instances of a group can be launched from the AMI and are what they should be; the result is what a
 * person should know that stops nothing.
 *
 * @throws ToolError AMI_NOT_AVAILABLE, AMI_NOT_GOOD, AMI_DEPRECATED, AMI_OTHER_ARCHITECTURE, INSTANCE_TYPE_UNKNOWN, AMI_VOLUME_LARGER, AMI_VOLUME_MISSING, AMI_KEY_NOT_USABLE
 */
export function checkAmi(facts: AmiFacts): string[] {
  assertAvailable(facts)
  assertFits(facts)
  assertArchitecture(facts)
  return [...origin(facts), ...deprecation(facts), ...checkKeys(facts), ...inFile(facts)]
}

function assertAvailable({ ami: { found } }: AmiFacts): void {
  if (found.state === 'available') return
  throw new ToolError('AMI_NOT_AVAILABLE', `${describeAmi(found)} is ${found.state}`, {
    why: found.stateReason,
    hint: 'Wait until it is available, or name another with --ami.',
  })
}

/** Tags are not visible to accounts that an AMI is shared with (ecs-instance-facts section 11). */
function origin({ ami: { found, parameter }, accountId }: AmiFacts): string[] {
  const image = found.tags[tagKeys.image]
  if (image === undefined) {
    const owner = found.ownerId === accountId ? 'this account' : `account ${found.ownerId}`
    return [
      `${parameter} gets a foreign AMI: ${describeAmi(found)} of ${owner} carries no tags of packer-ecs, so what is in it is not known.`,
    ]
  }
  if (found.tags[tagKeys.state] === complete) return []
  throw new ToolError('AMI_NOT_GOOD', `${describeAmi(found)} is no good AMI of the image "${image}"`, {
    why: `Its bake did not finish, or its result was not as planned: the tag ${tagKeys.state} is missing.`,
    hint: `Bake again with "packer-ecs bake ${image}"; "packer-ecs images" lists the good ones.`,
  })
}

/** A person who names an old AMI, to go back to it, means it. */
function deprecation({ ami: { found, imageId }, now }: AmiFacts): string[] {
  if (found.deprecatedAt === undefined || found.deprecatedAt > now) return []
  const what = `${describeAmi(found)} is deprecated since ${found.deprecatedAt.toISOString().slice(0, 10)}`
  if (imageId !== null) return [`${what}.`]
  throw new ToolError('AMI_DEPRECATED', what, {
    why: 'It is the newest good one, and too old by the configuration that baked it (deprecateAfterDays).',
    hint: `Bake a new one, or name it if you mean it: --ami ${found.imageId}`,
  })
}

function assertArchitecture({ ami: { found }, instanceTypes, region }: AmiFacts): void {
  for (const { name, architectures } of instanceTypes) {
    if (architectures === undefined) {
      throw new ToolError('INSTANCE_TYPE_UNKNOWN', `${region} has no instance type ${name}`, {
        hint: 'Use another type in the parameter file; "aws ec2 describe-instance-type-offerings" lists them.',
      })
    }
    if (!architectures.includes(found.architecture)) {
      throw new ToolError(
        'AMI_OTHER_ARCHITECTURE',
        `${describeAmi(found)} is ${found.architecture}, but ${name} is ${architectures.join(' and ')}`,
        {
          hint: `Use an instance type of ${found.architecture}, or bake the image for the other architecture.`,
        },
      )
    }
  }
}

/** EC2 refuses to start an instance whose volume is smaller than its snapshot, or has neither size nor snapshot. */
function assertFits({ ami: { found }, launched }: AmiFacts): void {
  for (const { deviceName, size, isOfAmi } of launched) {
    const volume = found.volumes.find(one => one.deviceName === deviceName)
    if (volume === undefined && isOfAmi) {
      throw new ToolError(
        'AMI_VOLUME_MISSING',
        `the template takes the size of ${deviceName} from ${describeAmi(found)}, which has no such volume`,
        {
          hint: 'Leave the volume out (of cfn/cluster/template.yml with DataVolumeSize=none), or give it a size.',
        },
      )
    }
    if (volume === undefined || size === null || size >= volume.size) continue
    throw new ToolError(
      'AMI_VOLUME_LARGER',
      `the template gives ${deviceName} ${size} GiB, but in ${describeAmi(found)} it has ${volume.size}`,
      { hint: `Give it ${volume.size} or more, or leave the size to the AMI.` },
    )
  }
}

function inFile({ ami: { found, inFile: written, parameter } }: AmiFacts): string[] {
  if (written === null || written.imageId === found.imageId) return []
  return [
    `${written.file}:${written.line} names ${written.imageId === '' ? 'no AMI' : written.imageId} as ${parameter}, but ${found.imageId} is deployed; --write-parameters writes it there.`,
  ]
}
