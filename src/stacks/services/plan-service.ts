import type { PlacementInstance, Service } from '../../aws/ecs-service.ts'
import type { TaskDefinition } from '../../aws/task-definition.ts'
import type { ChangeAction } from '../plan/change-action.ts'
import type { Masking } from '../plan/masking.ts'
import { shortName } from './image-name.ts'
import type { ImageVersion, PlannedImage, PlannedService } from './planned-service.ts'
import { rolloutOf, rolloutWords, tasks } from './rollout.ts'
import { eligible, needOf, type Placement, roomFor } from './room.ts'
import { taskChanges } from './task-changes.ts'

/** What is known about a service before its deployment. */
export interface ServiceFacts {
  readonly logicalId: string
  readonly action: ChangeAction
  /** Null for a new service. */
  readonly service: Service | null
  /** Null: the template leaves it to ECS, or only CloudFormation knows it. */
  readonly desired: number | null
  readonly minimumPercent: number
  readonly maximumPercent: number
  readonly placement: Placement
  /** One task on each container instance; ECS ignores the desired count. */
  readonly isDaemon: boolean
  /** What runs; null for a new service. */
  readonly before: TaskDefinition | null
  /** Null if it does not change, or only CloudFormation knows it. */
  readonly after: TaskDefinition | null
  /** By image, as the task definition names it. */
  readonly images: Readonly<Record<string, ImageFacts>>
  /** Instances that may take its tasks; null if unknown, and for tasks on Fargate or external instances. */
  readonly instances: readonly PlacementInstance[] | null
  /** The capacity provider adds instances when there is no room. */
  readonly isScaled: boolean
}

export interface ImageFacts extends Omit<ImageVersion, 'name'> {
  /** E.g. `amd64`; empty if unknown. */
  readonly architectures: readonly string[]
}

export function planService(facts: ServiceFacts, masking: Masking): PlannedService {
  const { logicalId, action, service, before, after } = facts
  return {
    logicalId,
    name: service?.name ?? null,
    action,
    images: after === null ? [] : plannedImages(facts, after),
    changes: before === null || after === null ? [] : taskChanges(before, after, masking),
    rollout: rolloutOfService(facts),
  }
}

/** Problems to know before the deployment. */
export function serviceWarnings(facts: ServiceFacts): string[] {
  return [...stuck(facts), ...room(facts), ...architecture(facts)].map(text => `${facts.logicalId}: ${text}`)
}

function plannedImages({ before, images }: ServiceFacts, after: TaskDefinition): PlannedImage[] {
  const version = (image: string | null): ImageVersion => {
    const found = image === null ? undefined : images[image]
    return {
      name: image === null ? null : shortName(image),
      digest: found?.digest ?? null,
      pushedAt: found?.pushedAt ?? null,
      notChecked:
        found === undefined ? 'its name is known only while the change is applied' : found.notChecked,
    }
  }
  return after.containers.map(({ name, image }) => {
    const old = before?.containers.find(container => container.name === name)
    return { container: name, before: old === undefined ? null : version(old.image), after: version(image) }
  })
}

function desiredOf({ desired, service }: ServiceFacts): number {
  return desired ?? service?.desired ?? 1
}

/** Whether tasks are replaced. */
function isReplaced({ service, after }: ServiceFacts): boolean {
  return service !== null && after !== null
}

function rolloutOfService(facts: ServiceFacts): string {
  const { service, desired, action, minimumPercent, maximumPercent } = facts
  const count = desiredOf(facts)
  if (action === 'remove') return ''
  if (facts.isDaemon) return daemonRollout(facts)
  if (service === null || action === 'replace') return count === 0 ? 'no tasks run' : `starts ${tasks(count)}`
  if (isReplaced(facts)) return rolloutWords(rolloutOf(count, minimumPercent, maximumPercent))
  return desired === null || desired === service.desired
    ? ''
    : `scales from ${service.desired} to ${tasks(desired)}`
}

function daemonRollout(facts: ServiceFacts): string {
  if (facts.service === null || facts.action === 'replace')
    return 'starts one task on each container instance'
  return isReplaced(facts)
    ? 'one task on each container instance: the old one stops before the new one starts'
    : ''
}

function stuck(facts: ServiceFacts): string[] {
  const { minimumPercent, maximumPercent } = facts
  const { desired, batch } = rolloutOf(desiredOf(facts), minimumPercent, maximumPercent)
  if (facts.isDaemon || !isReplaced(facts) || desired === 0 || batch > 0) return []
  return [
    `MinimumHealthyPercent (${minimumPercent}) and MaximumPercent (${maximumPercent}) let ECS neither stop nor start a task of ${desired}, so the deployment never begins. Raise MaximumPercent or lower MinimumHealthyPercent.`,
  ]
}

function room(facts: ServiceFacts): string[] {
  const { after, service, instances, placement, isScaled, minimumPercent, maximumPercent } = facts
  if (facts.isDaemon || after === null || instances === null) return []
  const desired = desiredOf(facts)
  const { lower, upper, batch } = rolloutOf(desired, minimumPercent, maximumPercent)
  if (desired === 0 || (isReplaced(facts) && batch === 0)) return []
  // ECS may stop old tasks first, which makes room.
  if (isReplaced(facts) && (lower < desired || upper <= desired)) return []
  const need = needOf(after)
  const found = roomFor(need, placement, instances)
  const wanted = service === null ? desired : 1
  if (found.tasks >= wanted) return []
  const takers = instances.filter(({ isTaking }) => isTaking)
  const ports = need.ports.map(({ port }) => `, host port ${port}`)
  const size = `CPU ${need.cpu}, memory ${need.memory} MiB${ports.join('')}`
  const what =
    takers.length === 0
      ? 'the cluster has no instance that takes tasks'
      : found.tasks === 0
        ? `no instance has room for a task (${size}): ${listed(found.lacks)}`
        : `there is room for ${found.tasks} of ${tasks(desired)} (${size})`
  const then = isScaled
    ? 'The capacity provider adds instances.'
    : 'The deployment waits until there is room: add instances, or reserve less.'
  return [`${what}. ${then}`]
}

const mostListed = 3

function listed(lacks: readonly string[]): string {
  const more = lacks.length - mostListed
  return `${lacks.slice(0, mostListed).join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

/** That no instance fits is an error without managed scaling; see assertArchitecture. */
function architecture({ after, images, instances, placement }: ServiceFacts): string[] {
  return (after?.containers ?? []).flatMap(({ name, image }) => {
    const known = images[image ?? '']?.architectures ?? []
    const others = unfit(known, eligible(placement, instances ?? []))
    if (known.length === 0 || others.length === 0) return []
    return [
      `the image of ${name} is for ${known.join(' and ')}, but ${others.map(({ instanceId }) => instanceId).join(', ')} cannot run it.`,
    ]
  })
}

/** The instances that cannot run an image of these architectures. */
export function unfit(
  architectures: readonly string[],
  instances: readonly PlacementInstance[],
): PlacementInstance[] {
  return instances.filter(({ attributes }) => {
    const own = attributes['ecs.cpu-architecture']
    return own !== undefined && !architectures.includes(own === 'x86_64' ? 'amd64' : own)
  })
}
