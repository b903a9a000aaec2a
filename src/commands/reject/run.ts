import { amiToReject } from '../../channels/ami.ts'
import { reasonOption } from '../../channels/reason.ts'
import { reject } from '../../channels/reject.ts'
import { imageIdPattern } from '../../config/schema/base.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { openChannels } from '../channels-use.ts'
import type { AwsInvocation } from '../invocation.ts'

type RejectInvocation = AwsInvocation<{ readonly ami: string }, { readonly reason?: string }>

export async function run(invocation: RejectInvocation) {
  const reason = reasonOption(invocation.options.reason)
  const { ami: imageId } = invocation.arguments
  if (reason === undefined) throw noReason()
  if (!imageIdPattern.test(imageId)) throw noAmi(imageId)
  const { context } = await openChannels('reject', invocation)
  const ami = await amiToReject(imageId, context)
  const { record, channels } = await reject(ami, reason, context)
  const { image, rejected } = record
  const hints = channels.map(
    channel =>
      `The channel ${channel} still holds it; roll back with "${ownCommand('rollback', image, '--channel', channel)}".\n`,
  )
  const untagged = 'It is not visible in this account, so only its record is marked.\n'
  return {
    document: {
      schemaVersion: 1 as const,
      image,
      imageId,
      rejectedAt: rejected?.at ?? '',
      reason: rejected?.reason ?? null,
      channels: [...channels],
    },
    note: `${imageId} of the image "${image}" is rejected.\n${ami.found === undefined ? untagged : ''}${hints.join('')}`,
  }
}

function noReason(): ToolError {
  return new ToolError('REASON_MISSING', 'no reason was given', {
    why: 'A rejection cannot be taken back, and its reason is stored in the history of the image.',
    hint: 'Pass --reason "…".',
    exitStatus: 2,
  })
}

function noAmi(value: string): ToolError {
  return new ToolError('OPTION_FORMAT', `"${value}" is not an AMI id`, {
    why: 'A rejection is final, so it takes one AMI and no image.',
    hint: `Pass an id such as ami-0123456789abcdef0. "${ownCommand('images')}" lists them.`,
    exitStatus: 2,
  })
}
