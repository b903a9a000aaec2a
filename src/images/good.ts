import type { Image } from '../aws/image.ts'
import { complete, tagKeys } from './tags.ts'

/** A good AMI is available and has the state tag, which is set last, after all checks. */
export function isGood({ state, tags }: Pick<Image, 'state' | 'tags'>): boolean {
  return state === 'available' && tags[tagKeys.state] === complete
}
