import type { Tags } from '../../aws/image.ts'
import { isRunId } from '../../runs/run-id.ts'
import { complete, tagKeys } from '../tags.ts'
import type { Found } from './look.ts'
import type { Survey } from './survey.ts'

/** The project's tag of each run that has a resource with it. Any such tag makes the run one of that project. */
export function projectsOf({ surveys, profiles }: Found): ReadonlyMap<string, Tags> {
  const resources: readonly { readonly tags: Tags }[] = [
    ...profiles,
    ...surveys.flatMap(
      ({ instances, keyPairs, buildTemplates, securityGroups, volumes, images, snapshots }) => [
        ...instances,
        ...keyPairs,
        ...buildTemplates,
        ...securityGroups,
        ...volumes,
        ...images,
        ...snapshots,
      ],
    ),
  ]
  return new Map(
    resources.flatMap(({ tags }) => {
      const { [tagKeys.run]: runId, [tagKeys.project]: project } = tags
      return runId === undefined || project === undefined ? [] : [[runId, { [tagKeys.project]: project }]]
    }),
  )
}

/** Valid ids of the runs that have resources other than those of a complete AMI. */
export function runsIn({
  instances,
  keyPairs,
  buildTemplates,
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
    ...buildTemplates,
    ...securityGroups,
    ...volumes,
    ...images.filter(image => !good.includes(image)),
    ...snapshots.filter(({ snapshotId }) => !ofGood.has(snapshotId)),
  ]
  const byName = keyPairs.flatMap(({ name }) => /^packer-ecs-(.*)$/.exec(name)?.[1] ?? [])
  return new Set([...tagged.flatMap(({ tags }) => tags[tagKeys.run] ?? []), ...byName].filter(isRunId))
}
