import { asToolError, ToolError } from '../errors/tool-error.ts'
import { recordFromTags } from '../images/record-from-tags.ts'
import { tagKeys } from '../images/tags.ts'
import { amiRecords } from '../state/ami-record.ts'
import { changeDocument } from '../state/document.ts'
import type { VerifyContext } from './context.ts'
import type { Verifying } from './request.ts'

/**
 * Stores the verdict in the record of the AMI, and then in its tag, which plans read without the state. Returns the
 * error if it was not stored.
 *
 * @param failed names of the failed checks
 */
export async function storeVerdict(
  { ami, runId, ensureHeld }: Verifying,
  failed: readonly string[],
  { state, clients, clock, caller, region }: VerifyContext,
): Promise<ToolError | null> {
  const { name } = await caller()
  const outcome = failed.length === 0 ? 'verified' : 'failed'
  const reason = failed.length === 0 ? null : `failed: ${failed.join(', ')}`
  const verdict = { outcome, runId, at: clock.now().toISOString(), by: name, reason } as const
  try {
    await ensureHeld()
    await changeDocument(
      amiRecords,
      ami.imageId,
      before => {
        const record = before ?? recordFromTags(ami)
        return record && { ...record, verdict }
      },
      state,
    )
    await (await clients.ec2(region)).tag([ami.imageId], { [tagKeys.verdict]: outcome })
    return null
  } catch (cause) {
    return notStored(ami.imageId, outcome, reason, asToolError(cause))
  }
}

function notStored(imageId: string, outcome: string, reason: string | null, cause: ToolError): ToolError {
  const result = reason === null ? outcome : `${outcome} (${reason})`
  return new ToolError(
    'VERDICT_NOT_STORED',
    `the verdict of ${imageId}, ${result}, was not stored: ${cause.message}`,
    {
      why: 'The AMI keeps the verdict that it had before, so "deploy" may choose an AMI that failed.',
      hint: cause.hint ?? 'Remove the cause and verify the AMI again.',
    },
  )
}
