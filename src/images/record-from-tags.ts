import type { Image } from '../aws/image.ts'
import { type AmiRecord, amiRecords } from '../state/ami-record.ts'
import { projectTag } from './scope.ts'
import { tagKeys } from './tags.ts'

/**
 * The record of an AMI that has none, because it was baked without a state bucket. Undefined if its tags are not those
 * of a bake: anyone who may tag AMIs can change them.
 */
export function recordFromTags({
  imageId,
  createdAt,
  tags,
}: Pick<Image, 'imageId' | 'createdAt' | 'tags'>): AmiRecord | undefined {
  const project = tags[tagKeys.project]
  return amiRecords.schema.safeParse({
    schemaVersion: 1,
    imageId,
    project: project === projectTag(null)[tagKeys.project] ? null : (project ?? null),
    image: tags[tagKeys.image],
    bakeKey: tags[tagKeys.bakeKey],
    runId: tags[tagKeys.run],
    bakedAt: createdAt.toISOString(),
    origin: null,
    verdict: null,
    rejected: null,
    promotions: [],
  }).data
}
