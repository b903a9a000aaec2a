import type { Tags } from '../../aws/image.ts'
import { isRunId } from '../../runs/run-id.ts'
import { complete, tagKeys } from '../tags.ts'
import type { Survey } from './survey.ts'

/** Valid ids of the runs that have resources other than those of a complete AMI. */
export function runsIn({
  instances,
  keyPairs,
  securityGroups,
  volumes,
  images,
  snapshots,
}: Survey): Set<string> {
  const good = images.filter(({ tags }) => tags[tagKeys.state] === complete)
  const ofGood = new Set(good.flatMap(({ volumes }) => volumes.map(({ snapshotId }) => snapshotId)))
  const tagged: readonly { readonly tags: Tags }[] = [
    ...instances.filter(({ state }) => state !== 'terminated'),
    ...keyPairs,
    ...securityGroups,
    ...volumes,
    ...images.filter(image => !good.includes(image)),
    ...snapshots.filter(({ snapshotId }) => !ofGood.has(snapshotId)),
  ]
  const byName = keyPairs.flatMap(({ name }) => /^packer-ecs-(.*)$/.exec(name)?.[1] ?? [])
  return new Set([...tagged.flatMap(({ tags }) => tags[tagKeys.run] ?? []), ...byName].filter(isRunId))
}
