import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { tagKeys } from '../images/tags.ts'
import { type AmiRecord, amiRecords } from '../state/ami-record.ts'
import { changeDocument } from '../state/document.ts'
import type { RecordedAmi } from './ami.ts'
import type { ChannelsContext } from './context.ts'

/**
 * Rejects an AMI; hold the lock of its image. The record decides; the tag lets commands that do not read the state know.
 * A second rejection keeps the first reason, and sets the tag if it is missing.
 *
 * @throws ToolError REJECTION_PARTIAL if only the tag could not be set
 */
export async function markRejected(
  { found, record }: RecordedAmi,
  reason: string | null,
  context: ChannelsContext,
): Promise<AmiRecord> {
  const { clock, owner, ec2 } = context
  const { imageId } = record
  const rejected = { at: clock.now().toISOString(), by: owner.user, reason }
  const after =
    (await changeDocument(
      amiRecords,
      imageId,
      before => (before?.rejected ? undefined : { ...(before ?? record), rejected }),
      context,
    )) ?? record
  const at = after.rejected?.at ?? rejected.at
  if (found === undefined || found.tags[tagKeys.rejected] === at) return after
  try {
    await ec2.tag([imageId], { [tagKeys.rejected]: at })
  } catch (error) {
    if (error instanceof ToolError) throw partial(after, error)
    throw error
  }
  return after
}

function partial({ imageId, rejected, image }: AmiRecord, cause: ToolError): ToolError {
  const reason = rejected?.reason ?? `rejected AMI of ${image}`
  return new ToolError(
    'REJECTION_PARTIAL',
    `${imageId} is rejected, but its tag could not be set: ${cause.message}`,
    {
      why: `The record in the state bucket has the rejection. Commands that do not read the state rely on the tag ${tagKeys.rejected}.`,
      hint: `Allow ec2:CreateTags, then run: ${ownCommand('reject', imageId, '--reason', reason)}`,
      cause,
    },
  )
}
