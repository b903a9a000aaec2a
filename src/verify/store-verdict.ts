import { recordFromTags } from '../images/record-from-tags.ts'
import { tagKeys } from '../images/tags.ts'
import { amiRecords } from '../state/ami-record.ts'
import { changeDocument } from '../state/document.ts'
import type { VerifyContext } from './context.ts'
import type { Verifying } from './request.ts'

/**
 * Stores the verdict in the record of the AMI, and then in its tag, which plans read without the state. An AMI that
 * packer-ecs did not bake has no record.
 *
 * @param failed names of the failed checks
 */
export async function storeVerdict(
  { ami, runId }: Verifying,
  failed: readonly string[],
  { state, clients, clock, caller, region }: VerifyContext,
): Promise<void> {
  const { accountId, name } = await caller()
  const outcome = failed.length === 0 ? 'verified' : 'failed'
  const reason = failed.length === 0 ? null : `failed: ${failed.join(', ')}`
  const verdict = { outcome, runId, at: clock.now().toISOString(), by: name, reason } as const
  const stored = await changeDocument(
    amiRecords,
    ami.imageId,
    before => {
      const record = before ?? recordFromTags(ami)
      return record && { ...record, verdict }
    },
    state,
  )
  // Tags of an AMI of another account would be seen in this account only.
  if (stored === undefined && ami.ownerId !== accountId) return
  await (await clients.ec2(region)).tag([ami.imageId], { [tagKeys.verdict]: outcome })
}
