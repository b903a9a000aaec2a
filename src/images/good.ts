import type { Image } from '../aws/image.ts'
import { complete, tagKeys } from './tags.ts'

/**
 * A good AMI is available and has the state tag, which is set last, after all checks. It was not rejected, and did not
 * fail a verification.
 */
export function isGood({ state, tags }: Pick<Image, 'state' | 'tags'>): boolean {
  return state === 'available' && tags[tagKeys.state] === complete && flawOf({ tags }) === undefined
}

/** Why a finished AMI is not good. Tags can only take this away from an AMI; the records in the state decide more. */
export function flawOf({ tags }: Pick<Image, 'tags'>): 'rejected' | 'failed' | undefined {
  if (tags[tagKeys.rejected] !== undefined) return 'rejected'
  return tags[tagKeys.verdict] === 'failed' ? 'failed' : undefined
}
