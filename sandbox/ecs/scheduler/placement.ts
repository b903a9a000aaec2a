import type { Attribute, ContainerInstance, PlacementConstraint, PlacementStrategy } from '../types.ts'
import { hasAttribute } from './attributes.ts'
import { attributeOf, compileExpression } from './expression.ts'
import { type Demand, type Room, shortage } from './resources.ts'

/** A container instance with its free resources and the number of tasks of the group on it. */
export interface Candidate {
  readonly instance: ContainerInstance
  readonly room: Room
  /** Tasks of the same service or group on the instance. */
  readonly groupTasks: number
}

export interface Placement {
  readonly demand: Demand
  readonly constraints: readonly PlacementConstraint[]
  /** What an instance must have. */
  readonly attributes: readonly Attribute[]
  readonly strategy: readonly PlacementStrategy[]
  /** Capacity provider on whose instances the task is placed; null: any instance. */
  readonly capacityProvider: string | null
  readonly random: () => number
}

/** Why no instance was chosen: the reason of the closest instance, or that there is none. */
export type Misfit =
  | { readonly kind: 'noInstances' }
  | { readonly kind: 'misfit'; readonly instance: ContainerInstance; readonly reason: string }

export type Placed = { readonly kind: 'placed'; readonly instance: ContainerInstance } | Misfit

/** Chooses a container instance for one task as ECS does: constraints and resources first, then the strategy. */
export function place(candidates: readonly Candidate[], placement: Placement): Placed {
  const { constraints, demand, capacityProvider, attributes } = placement
  const own = candidates.filter(
    ({ instance }) =>
      instance.status === 'ACTIVE' &&
      (capacityProvider === null || instance.capacityProviderName === capacityProvider),
  )
  if (own.length === 0) return { kind: 'noInstances' }
  const tests = [attributeTest(attributes), ...constraints.map(constraintTest)]
  const obstacles = own.map(candidate => ({ candidate, reason: obstacle(candidate, tests, demand) }))
  const fitting = obstacles.filter(({ reason }) => reason === undefined).map(({ candidate }) => candidate)
  const best = preferred(fitting, placement)
  if (best !== undefined) return { kind: 'placed', instance: best.instance }
  const [closest] = obstacles.sort((one, other) => rank(other.reason) - rank(one.reason))
  if (closest === undefined) return { kind: 'noInstances' }
  return { kind: 'misfit', instance: closest.candidate.instance, reason: closest.reason ?? '' }
}

const unsatisfied = {
  memberOf: 'MemberOf placement constraint unsatisfied.',
  distinctInstance: 'DistinctInstance placement constraint unsatisfied.',
}

/** From the farthest to the closest: an instance that lacks only a port fits better than one without an agent. */
const ranks = [
  'AGENT',
  'ATTRIBUTE',
  ...Object.values(unsatisfied),
  'RESOURCE:CPU',
  'RESOURCE:MEMORY',
  'RESOURCE:ENI',
  'RESOURCE:PORTS',
]

function rank(reason: string | undefined): number {
  return ranks.indexOf(reason ?? '')
}

type Test = (candidate: Candidate) => string | undefined

function attributeTest(attributes: readonly Attribute[]): Test {
  return ({ instance }) => (attributes.every(one => hasAttribute(instance, one)) ? undefined : 'ATTRIBUTE')
}

function constraintTest({ type, expression }: PlacementConstraint): Test {
  if (type === 'distinctInstance')
    return ({ groupTasks }) => (groupTasks > 0 ? unsatisfied.distinctInstance : undefined)
  const isMember = compileExpression(expression ?? '')
  return ({ instance }) => (isMember(instance) ? undefined : unsatisfied.memberOf)
}

function obstacle(candidate: Candidate, tests: readonly Test[], demand: Demand): string | undefined {
  if (!candidate.instance.agentConnected) return 'AGENT'
  for (const test of tests) {
    const reason = test(candidate)
    if (reason !== undefined) return reason
  }
  return shortage(candidate.room, demand)
}

/** Applies the strategies in turn; each keeps the instances that are equally good. */
function preferred(fitting: readonly Candidate[], { strategy, random }: Placement): Candidate | undefined {
  let left = fitting
  for (const step of strategy) left = narrowed(left, step, fitting)
  return left[Math.floor(random() * left.length)]
}

function narrowed(
  left: readonly Candidate[],
  { type, field }: PlacementStrategy,
  all: readonly Candidate[],
): readonly Candidate[] {
  if (type === 'random' || left.length === 0) return left
  const score =
    type === 'binpack'
      ? ({ room }: Candidate) => (field?.toLowerCase() === 'cpu' ? room.cpu : room.memory)
      : spreadScore(field ?? 'instanceId', all)
  const least = Math.min(...left.map(score))
  return left.filter(candidate => score(candidate) === least)
}

/** The number of tasks of the group at the same value of the field. */
function spreadScore(field: string, all: readonly Candidate[]): (candidate: Candidate) => number {
  const fieldOf = ({ instance }: Candidate) =>
    field === 'instanceId' || field === 'host'
      ? instance.containerInstanceArn
      : (attributeOf(instance, field.replace(/^attribute:/, '')) ?? '')
  const counts = new Map<string, number>()
  for (const candidate of all) {
    const value = fieldOf(candidate)
    counts.set(value, (counts.get(value) ?? 0) + candidate.groupTasks)
  }
  return candidate => counts.get(fieldOf(candidate)) ?? 0
}
