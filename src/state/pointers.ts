import type { Ssm } from '../aws/ssm.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Clock } from '../ports/ports.ts'
import { imageId, projectName, shortName } from './shapes.ts'

/** A channel of an image: the SSM parameter that holds the id of its AMI. */
export interface Channel {
  readonly project: string
  readonly image: string
  readonly channel: string
}

export interface ChannelPointer {
  readonly imageId: string
  /** From 1; each move adds one. */
  readonly version: number
}

/** What the SSM parameter of a channel holds. */
export interface Pointer {
  readonly value: string
  /** From 1; each move adds one. */
  readonly version: number
  /** The value if it is an AMI id; null if another tool or user wrote something else. */
  readonly imageId: string | null
}

export interface PointerContext {
  readonly ssm: Pick<Ssm, 'parameterVersion' | 'putParameter'>
  readonly clock: Clock
}

/** `/packer-ecs/PROJECT/IMAGE/CHANNEL`. Throws for names that are not valid: check a channel from the command line first. */
export function channelParameter({ project, image, channel }: Channel): string {
  return `/packer-ecs/${projectName.parse(project)}/${shortName.parse(image)}/${shortName.parse(channel)}`
}

/** Undefined if there is no such parameter. */
export async function readPointer(
  channel: Channel,
  { ssm }: Pick<PointerContext, 'ssm'>,
): Promise<Pointer | undefined> {
  const found = await ssm.parameterVersion(channelParameter(channel))
  return found && { ...found, imageId: imageId.safeParse(found.value).success ? found.value : null }
}

/**
 * Undefined if nothing was promoted to the channel.
 *
 * @throws ToolError POINTER_INVALID
 */
export async function readChannel(
  channel: Channel,
  context: Pick<PointerContext, 'ssm'>,
): Promise<ChannelPointer | undefined> {
  const name = channelParameter(channel)
  const found = await readPointer(channel, context)
  if (found === undefined) return undefined
  const { value, version } = found
  if (found.imageId !== null) return { imageId: found.imageId, version }
  throw new ToolError('POINTER_INVALID', `the SSM parameter ${name} does not hold an AMI id`, {
    why: `Another tool or user wrote it: version ${version} is ${JSON.stringify(value.slice(0, 80))}.`,
    hint: 'Promote an AMI to the channel, or delete the parameter.',
  })
}

/**
 * Moves a channel to an AMI, and resolves when SSM shows it. SSM has no compare-and-swap: hold the lock of the image.
 *
 * @param isLate whether SSM may still write the AMI of an earlier move; a new version then comes after it
 * @throws ToolError POINTER_INVALID, POINTER_NOT_WRITTEN
 */
export async function moveChannel(
  channel: Channel,
  to: string,
  context: PointerContext,
  isLate = false,
): Promise<ChannelPointer> {
  const { ssm, clock } = context
  const name = channelParameter(channel)
  const before = await ssm.parameterVersion(name)
  if (before !== undefined && before.dataType !== dataType) throw otherType(name, before.dataType)
  if (before?.value === to && !isLate) return { imageId: to, version: before.version }
  const promised = await ssm.putParameter({ name, value: to, dataType })
  const end = clock.now().getTime() + patienceSeconds * 1000
  for (;;) {
    const found = await ssm.parameterVersion(name)
    if (found !== undefined && found.version >= promised) {
      if (found.value === to) return { imageId: to, version: found.version }
      throw notWritten(
        name,
        to,
        `Another tool or user changed it at the same time: it holds ${shown(found.value)}.`,
      )
    }
    if (clock.now().getTime() >= end)
      throw notWritten(
        name,
        to,
        `SSM accepted the value, but did not write it within ${patienceSeconds} seconds: it validates AMI ids after it has answered. The parameter ${before === undefined ? 'does not exist' : `still holds ${shown(before.value)}`}.`,
      )
    await clock.sleep(2000)
  }
}

/** Without it, launch templates and instance refreshes refuse the parameter, and SSM does not validate its value. */
const dataType = 'aws:ec2:image'

function otherType(name: string, found: string): ToolError {
  return new ToolError(
    'POINTER_INVALID',
    `the SSM parameter ${name} has the data type ${found}, not ${dataType}`,
    {
      why: 'Another tool or user created it, and the data type of a parameter cannot be changed.',
      hint: `Delete it, and run the command again: aws ssm delete-parameter --name ${name}`,
    },
  )
}

/** How long SSM may take to validate an AMI id. */
const patienceSeconds = 60

function shown(value: string): string {
  return JSON.stringify(value.slice(0, 80))
}

function notWritten(name: string, to: string, why: string): ToolError {
  return new ToolError('POINTER_NOT_WRITTEN', `the SSM parameter ${name} does not show ${to}`, {
    why,
    hint: `Check that the AMI exists in this account and region (aws ec2 describe-images --image-ids ${to}) and that ssm:GetParameters and ec2:DescribeImages are allowed, and run the command again.`,
  })
}
