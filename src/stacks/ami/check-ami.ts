import type { Image } from '../../aws/image.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { flawOf } from '../../images/good.ts'
import type { ProjectName } from '../../images/scope.ts'
import { complete, tagKeys } from '../../images/tags.ts'
import { uncoveredVolumes } from './check-encryption.ts'
import { checkKeys, type KeyFacts } from './check-keys.ts'
import { checkProject } from './check-project.ts'
import { describeAmi } from './deployed-ami.ts'
import type { FoundAmi, Place } from './find-amis.ts'
import type { LaunchedVolume } from './launched-as.ts'

/** What is known about an AMI and how the template launches it. */
export interface AmiFacts extends Place {
  readonly ami: FoundAmi
  /** What contradicts its packer-ecs tags. */
  readonly contradiction: string | undefined
  readonly projectName: ProjectName
  /** Whether this machine has the record of the run that baked it. */
  readonly isRunKnown: boolean
  /** The types that the template launches; `architectures` is undefined if the region does not have the type. */
  readonly instanceTypes: readonly {
    readonly name: string
    readonly architectures: readonly string[] | undefined
  }[]
  readonly launched: readonly LaunchedVolume[]
  readonly keys: readonly KeyFacts[]
  readonly now: Date
}

/**
 * Checks that the AMI can be launched as the template says, and that its bake finished. Returns notices about what does
 * not prevent a deploy.
 *
 * @throws ToolError AMI_NOT_AVAILABLE, AMI_NOT_GOOD, AMI_DEPRECATED, AMI_OTHER_ARCHITECTURE, INSTANCE_TYPE_UNKNOWN, AMI_VOLUME_LARGER, AMI_VOLUME_MISSING, AMI_KEY_NOT_USABLE
 */
export function checkAmi(facts: AmiFacts): string[] {
  assertAvailable(facts)
  assertFits(facts)
  assertArchitecture(facts)
  return [
    ...origin(facts),
    ...checkProject(facts),
    ...deprecation(facts),
    ...checkKeys(facts),
    ...uncoveredVolumes(facts.ami.found, facts.launched),
    ...inFile(facts),
  ]
}

function assertAvailable({ ami: { found } }: AmiFacts): void {
  if (found.state === 'available') return
  throw new ToolError('AMI_NOT_AVAILABLE', `${describeAmi(found)} is ${found.state}`, {
    why: found.stateReason,
    hint: 'Wait until it is available, or pass another AMI with --ami.',
  })
}

/** Tags are not visible to accounts that an AMI is shared with (docs/instance-facts.md, "Sharing and encryption"). */
function origin(facts: AmiFacts): string[] {
  const { ami, accountId, contradiction, isRunKnown } = facts
  const { found, parameter, imageId } = ami
  const image = found.tags[tagKeys.image]
  if (image === undefined) {
    const owner = found.ownerId === accountId ? 'this account' : `account ${found.ownerId}`
    return [
      `${parameter} uses ${describeAmi(found)} of ${owner}. It has no packer-ecs tags, so its contents are unknown.`,
    ]
  }
  if (found.tags[tagKeys.state] === complete) {
    const flaw = flawOf(found)
    if (flaw !== undefined)
      return [`${describeAmi(found)} ${flaw === 'failed' ? 'failed its verification' : 'was rejected'}.`]
    if (contradiction !== undefined && imageId === null) throw contradicted(found, contradiction)
    if (contradiction !== undefined)
      return [`${describeAmi(found)} has packer-ecs tags, but ${contradiction}, so its contents are unknown.`]
    if (isRunKnown) return []
    return [
      `${describeAmi(found)} was baked elsewhere: run ${found.tags[tagKeys.run]} is unknown on this machine.`,
    ]
  }
  throw new ToolError('AMI_NOT_GOOD', `${describeAmi(found)} is not a good AMI of the image "${image}"`, {
    why: `Its bake did not finish, or its result differs from the plan: the tag ${tagKeys.state} is not "${complete}".`,
    hint: `${image === ami.image ? `Bake again with "${ownCommand('bake', image)}"` : 'Use another AMI'}; "${ownCommand('images')}" lists the good AMIs.`,
  })
}

/** Deploying the newest good AMI by its tags alone would give everybody with ec2:CreateTags the right to deploy. */
function contradicted(found: Image, contradiction: string): ToolError {
  return new ToolError(
    'AMI_NOT_GOOD',
    `the tags of ${describeAmi(found)} contradict the AMI: ${contradiction}`,
    {
      why: 'Its tags say that it is the newest good AMI, but packer-ecs did not bake it like this: anyone with ec2:CreateTags can set tags.',
      hint: 'Find out who set the tags, and remove them from the AMI. To deploy another AMI now, pass it with --ami.',
    },
  )
}

/** A deprecated AMI that the user names is only reported: going back to an old AMI is allowed. */
function deprecation({ ami, now }: AmiFacts): string[] {
  const { found, imageId } = ami
  if (found.deprecatedAt === undefined || found.deprecatedAt > now) return []
  const what = `${describeAmi(found)} has been deprecated since ${found.deprecatedAt.toISOString().slice(0, 10)}`
  if (imageId !== null || ami.inChannel !== undefined) return [`${what}.`]
  throw new ToolError('AMI_DEPRECATED', what, {
    why: 'It is the newest good AMI, but older than the deprecateAfterDays that it was baked with.',
    hint: `Bake a new AMI, or pass this one to use it anyway: --ami ${found.imageId}`,
  })
}

function assertArchitecture({ ami: { found }, instanceTypes, region }: AmiFacts): void {
  for (const { name, architectures } of instanceTypes) {
    if (architectures === undefined) {
      throw new ToolError(
        'INSTANCE_TYPE_UNKNOWN',
        `the instance type ${name} is not available in ${region}`,
        {
          hint: 'Set another type in the parameter file; "aws ec2 describe-instance-type-offerings" lists the available types.',
        },
      )
    }
    if (!architectures.includes(found.architecture)) {
      throw new ToolError(
        'AMI_OTHER_ARCHITECTURE',
        `${describeAmi(found)} is ${found.architecture}, but ${name} is ${architectures.join(' and ')}`,
        {
          hint: `Use an instance type with ${found.architecture}, or bake the image for the other architecture.`,
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
          hint: 'Remove the volume (for cfn/cluster/template.yml: DataVolumeSize=none), or set its size.',
        },
      )
    }
    if (volume === undefined || size === null || size >= volume.size) continue
    throw new ToolError(
      'AMI_VOLUME_LARGER',
      `the template sets the size of ${deviceName} to ${size} GiB, but it has ${volume.size} GiB in ${describeAmi(found)}`,
      { hint: `Set the size to ${volume.size} GiB or more, or use the size of the AMI.` },
    )
  }
}

function inFile({ ami: { found, inFile: written, parameter } }: AmiFacts): string[] {
  if (written === null || written.imageId === found.imageId) return []
  return [
    `${written.file}:${written.line} sets ${parameter} to ${written.imageId === '' ? 'no AMI' : written.imageId}, but this deploy uses ${found.imageId}; --write-parameters updates the file.`,
  ]
}
