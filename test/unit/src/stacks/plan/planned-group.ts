import type { ChangeDetail } from '#src/aws/stack.ts'
import type { Json } from '#src/config/settings.ts'
import type { GroupFacts } from '#src/stacks/plan/group.ts'
import { plannedGroups } from '#src/stacks/plan/groups.ts'
import type { InstanceLoad } from '#src/stacks/plan/load.ts'
import { evaluator } from '#src/stacks/template/evaluate.ts'
import { template } from '#test/unit/src/stacks/parameter.ts'
import { change, type GivenChange } from './change.ts'

type GivenFacts = Pick<GroupFacts, 'min' | 'max' | 'desired' | 'instances'> & Partial<GroupFacts>

export interface Case {
  /** MinInstancesInService, MaxBatchSize …; null for none. */
  readonly rolling?: Readonly<Record<string, Json>> | null
  readonly keepsSize?: boolean
  readonly drains?: boolean
  /** DesiredCapacity may be missing in the template. */
  readonly sizes?: { readonly min: number; readonly max: number; readonly desired: number | null }
  /** DesiredCapacity of the last deploy. */
  readonly desiredBefore?: number
  readonly facts?: GivenFacts | null
  /** What runs on the instances; not known by default. */
  readonly load?: GroupFacts['load']
  readonly change?: GivenChange
  /** Another change of the same change set. */
  readonly cause?: GivenChange
  readonly updatePolicy?: Json
  readonly timeout?: string
}

export const usual = {
  MinInstancesInService: 2,
  MaxBatchSize: 1,
  WaitOnResourceSignals: true,
  PauseTime: 'PT20M',
}

export function group(given: Case) {
  const { sizes = { min: 1, max: 4, desired: 2 }, rolling = usual, keepsSize = true, drains = true } = given
  const cluster = template(
    {},
    {
      Group: {
        type: 'AWS::AutoScaling::AutoScalingGroup',
        properties: {
          MinSize: sizes.min,
          MaxSize: sizes.max,
          ...(sizes.desired === null ? {} : { DesiredCapacity: { Ref: 'Desired' } }),
        },
        creationPolicy: { ResourceSignal: { Count: { Ref: 'Desired' }, Timeout: given.timeout ?? 'PT20M' } },
        updatePolicy: given.updatePolicy ?? {
          ...(rolling === null ? {} : { AutoScalingRollingUpdate: rolling }),
          AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: keepsSize },
        },
      },
      Provider: {
        type: 'AWS::ECS::CapacityProvider',
        properties: {
          AutoScalingGroupProvider: {
            AutoScalingGroupArn: { Ref: drains ? 'Group' : 'Other' },
          },
        },
      },
    },
  )
  const desired = sizes.desired ?? sizes.min
  const { facts = { min: 1, max: 4, desired, instances: desired } } = given
  const [planned] = plannedGroups({
    changes: [
      change({ logicalId: 'Group', details: ['LaunchTemplate'], ...given.change }),
      ...(given.cause === undefined ? [] : [change(given.cause)]),
    ],
    template: cluster,
    evaluate: evaluator(cluster, { Desired: String(desired) }),
    previous: facts === null ? null : evaluator(cluster, { Desired: String(given.desiredBefore ?? desired) }),
    groups:
      facts === null
        ? {}
        : {
            Group: {
              name: 'fleet',
              protectedInstances: [],
              suspended: [],
              ...facts,
              load: given.load ?? null,
            },
          },
  })
  if (planned === undefined) throw new Error('no group')
  return planned
}

export const add: Case = { facts: null, change: { action: 'Add', replacement: null, details: [] } }
export const one = { min: 1, max: 1, desired: 1 }

/** An instance of 2048 CPU units and 4000 MiB, so many tasks on it, each of that size. */
export function running(tasks: number, each = { cpu: 128, memory: 400 }): InstanceLoad {
  const used = { cpu: tasks * each.cpu, memory: tasks * each.memory }
  return { tasks, used, free: { cpu: 2048 - used.cpu, memory: 4000 - used.memory } }
}

/** The group changes by an attribute of the launch template, and that for another reason. */
export function byAttribute(causingEntity: string, reason: Partial<ChangeDetail>): Case {
  const path = '/Properties/LaunchTemplate/Version'
  return {
    change: { details: [{ path, changeSource: 'ResourceAttribute', causingEntity }] },
    cause: { logicalId: 'LaunchTemplate', type: 'AWS::EC2::LaunchTemplate', details: [reason] },
  }
}

export const two: Case = {
  sizes: { min: 1, max: 2, desired: 2 },
  rolling: { ...usual, MinInstancesInService: 1 },
}
export const single: Case = { sizes: one, rolling: { ...usual, MinInstancesInService: 0 } }
