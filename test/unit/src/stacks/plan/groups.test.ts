import { describe, expect, test } from 'vitest'
import type { ChangeDetail } from '#src/aws/stack.ts'
import type { Json } from '#src/config/settings.ts'
import type { GroupFacts } from '#src/stacks/plan/group.ts'
import { groupMeaning } from '#src/stacks/plan/group-words.ts'
import { plannedGroups } from '#src/stacks/plan/groups.ts'
import type { InstanceLoad } from '#src/stacks/plan/load.ts'
import { groupWarnings } from '#src/stacks/plan/warnings.ts'
import { evaluator } from '#src/stacks/template/evaluate.ts'
import { template } from '#test/unit/src/stacks/parameter.ts'
import { change, type GivenChange } from './change.ts'

type GivenFacts = Pick<GroupFacts, 'min' | 'max' | 'desired' | 'instances'> & Partial<GroupFacts>

interface Case {
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

const usual = { MinInstancesInService: 2, MaxBatchSize: 1, WaitOnResourceSignals: true, PauseTime: 'PT20M' }

function group(given: Case) {
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

const add: Case = { facts: null, change: { action: 'Add', replacement: null, details: [] } }
const one = { min: 1, max: 1, desired: 1 }

/** An instance of 2048 CPU units and 4000 MiB, so many tasks on it, each of that size. */
function running(tasks: number, each = { cpu: 128, memory: 400 }): InstanceLoad {
  const used = { cpu: tasks * each.cpu, memory: tasks * each.memory }
  return { tasks, used, free: { cpu: 2048 - used.cpu, memory: 4000 - used.memory } }
}

/** The group changes by an attribute of the launch template, and that for another reason. */
function byAttribute(causingEntity: string, reason: Partial<ChangeDetail>): Case {
  const path = '/Properties/LaunchTemplate/Version'
  return {
    change: { details: [{ path, changeSource: 'ResourceAttribute', causingEntity }] },
    cause: { logicalId: 'LaunchTemplate', type: 'AWS::EC2::LaunchTemplate', details: [reason] },
  }
}

const two: Case = { sizes: { min: 1, max: 2, desired: 2 }, rolling: { ...usual, MinInstancesInService: 1 } }
const single: Case = { sizes: one, rolling: { ...usual, MinInstancesInService: 0 } }

describe('what happens to the instances', () => {
  test.each<[string, Case, string]>([
    ['new one first', {}, 'replaces 2 instances one at a time, new one first, draining tasks'],
    [
      'a single one',
      { sizes: { ...one, max: 2 }, rolling: { ...usual, MinInstancesInService: 1 } },
      'replaces 1 instance, new one first, draining tasks',
    ],
    [
      'in batches',
      { rolling: { ...usual, MaxBatchSize: 2 } },
      'replaces 2 instances up to 2 at a time, new ones first, draining tasks',
    ],
    ['without room', two, 'replaces 2 instances one at a time, old one first, draining tasks'],
    [
      'without a capacity provider',
      { drains: false },
      'replaces 2 instances one at a time, new one first, stopping tasks without draining',
    ],
    [
      'scaled out',
      { facts: { min: 1, max: 4, desired: 3, instances: 3 } },
      'replaces 3 instances one at a time, old one first, draining tasks',
    ],
    [
      'another size',
      { desiredBefore: 1, facts: { min: 1, max: 4, desired: 1, instances: 1 } },
      'scales from 1 to 2 instances; replaces 1 instance, new one first, draining tasks',
    ],
    [
      'only another size',
      { desiredBefore: 1, facts: { min: 1, max: 4, desired: 1, instances: 1 }, change: { details: [] } },
      'scales from 1 to 2 instances',
    ],
    [
      'a smaller size, which Auto Scaling sets first',
      {
        sizes: { min: 1, max: 2, desired: 1 },
        keepsSize: false,
        rolling: { ...usual, MinInstancesInService: 1 },
        facts: { min: 1, max: 2, desired: 2, instances: 2 },
      },
      'scales from 2 to 1 instance; replaces 1 instance, new one first, draining tasks',
    ],
    [
      'a smaller size of protected instances',
      {
        sizes: { min: 1, max: 4, desired: 1 },
        keepsSize: false,
        rolling: { ...usual, MinInstancesInService: 1 },
        facts: { min: 1, max: 4, desired: 2, instances: 2, protectedInstances: ['i-1', 'i-2'] },
      },
      'scales from 2 to 1 instance; replaces 2 instances one at a time, old one first, draining tasks',
    ],
    [
      'a batch larger than the group',
      {
        sizes: { min: 1, max: 4, desired: 1 },
        rolling: { ...usual, MinInstancesInService: 0, MaxBatchSize: 3 },
      },
      'replaces 1 instance, old one first, draining tasks',
    ],
    [
      'a batch larger than MaxSize allows',
      { sizes: { min: 1, max: 3, desired: 2 }, rolling: { ...usual, MaxBatchSize: 2 } },
      'replaces 2 instances one at a time, new one first, draining tasks',
    ],
    [
      'a share that stays active',
      { rolling: { MinActiveInstancesPercent: 100, MaxBatchSize: 1 } },
      'replaces 2 instances one at a time, new one first, draining tasks',
    ],
    [
      'a rolling update that AWS::NoValue removes',
      { updatePolicy: { AutoScalingRollingUpdate: { Ref: 'AWS::NoValue' } } },
      'keeps 2 instances unchanged; only instances that are launched later get the new settings',
    ],
    ['an empty group', { sizes: { min: 0, max: 2, desired: 0 } }, 'has no instances to replace'],
    [
      'no policy',
      { rolling: null },
      'keeps 2 instances unchanged; only instances that are launched later get the new settings',
    ],
    [
      'an instance refresh',
      { updatePolicy: { AutoScalingInstanceRefresh: { Strategy: 'Rolling' } } },
      'replaces 2 instances with an instance refresh',
    ],
    [
      'a replacing update',
      { updatePolicy: { AutoScalingReplacingUpdate: { WillReplace: true } } },
      'creates a new group with new instances, then terminates the 2 instances of this one',
    ],
    ['a new group', add, 'launches 2 instances; they have 20 minutes to join'],
    [
      'a new group of one',
      { ...add, sizes: one, timeout: 'PT1M' },
      'launches 1 instance; it has 1 minute to join',
    ],
    ['an empty new group', { ...add, sizes: { min: 0, max: 2, desired: 0 } }, 'launches no instances yet'],
    [
      'a new group without DesiredCapacity',
      { ...add, sizes: { min: 3, max: 4, desired: null } },
      'launches 3 instances; they have 20 minutes to join',
    ],
    [
      'a replaced group',
      { change: { replacement: 'True' } },
      'creates a new group with new instances and terminates the 2 instances of this one',
    ],
    ['a group that goes', { change: { action: 'Remove', details: [] } }, 'terminates 2 instances'],
    [
      'a change that is known by its path',
      { change: { details: [{ name: 'Version', path: '/Properties/LaunchTemplate/Version' }] } },
      'replaces 2 instances one at a time, new one first, draining tasks',
    ],
    ['nothing of its instances', { change: { details: ['Tags'] } }, ''],
    [
      'a launch template that changes by its own properties',
      byAttribute('LaunchTemplate.LatestVersionNumber', { changeSource: 'ParameterReference' }),
      'replaces 2 instances one at a time, new one first, draining tasks',
    ],
    [
      'another launch template',
      {
        ...byAttribute('LaunchTemplate.LatestVersionNumber', {}),
        cause: { logicalId: 'LaunchTemplate', action: 'Add', replacement: null },
      },
      'replaces 2 instances one at a time, new one first, draining tasks',
    ],
    [
      'a launch template that may stay as it is',
      byAttribute('LaunchTemplate.LatestVersionNumber', { changeSource: 'ResourceAttribute' }),
      'may replace 2 instances one at a time, new one first, draining tasks',
    ],
    [
      'tasks that a new one takes',
      { load: [running(4), running(3)] },
      'replaces 2 instances one at a time, new one first, draining 7 tasks',
    ],
    [
      'tasks that the others take',
      { ...two, load: [running(4), running(3)] },
      'replaces 2 instances one at a time, old one first, draining 7 tasks; the other instances have room for them',
    ],
    [
      'tasks that nobody can take',
      { ...two, load: [running(9), running(9)] },
      'replaces 2 instances one at a time, old one first, draining 18 tasks',
    ],
    [
      'a task without a capacity provider',
      { ...two, load: [running(1), running(0)], drains: false },
      'replaces 2 instances one at a time, old one first, stopping 1 task without draining',
    ],
    [
      'nothing runs',
      { ...two, load: [running(0), running(0)] },
      'replaces 2 instances one at a time, old one first, no tasks to drain',
    ],
  ])('%s', (_, given, meaning) => {
    expect(groupMeaning(group(given))).toBe(meaning)
  })
})

describe('warnings', () => {
  test.each<[string, Case, number | null]>([
    ['a usual update', {}, 600],
    ['a usual creation', add, 600],
    [
      'a scaled-out group that keeps its size',
      { sizes: { min: 1, max: 4, desired: 2 }, facts: { min: 1, max: 4, desired: 2, instances: 2 } },
      600,
    ],
    [
      'a group whose size is set anew',
      { keepsSize: false, desiredBefore: 1, facts: { min: 1, max: 4, desired: 1, instances: 1 } },
      600,
    ],
    ['a first run whose limit is not known', { timeout: 'PT1M', ...add }, null],
    [
      'no room for a new one beside the only one, on which nothing runs',
      { ...single, load: [running(0)] },
      600,
    ],
    [
      'no room beside two, each of which takes what the other runs',
      { ...two, load: [running(4), running(3)] },
      600,
    ],
    ['a group without DesiredCapacity', { ...add, sizes: { min: 1, max: 2, desired: null } }, 600],
    ['as many wanted as allowed at most', { ...add, sizes: { min: 1, max: 3, desired: 3 } }, 600],
    ['as many wanted as allowed at least', { ...add, sizes: { min: 2, max: 3, desired: 2 } }, 600],
    [
      'sizes of a group that is removed',
      { sizes: { min: 3, max: 2, desired: 9 }, change: { action: 'Remove', details: [] } },
      600,
    ],
    ['a creation that waits exactly long enough', { ...add, timeout: 'PT13M' }, 600],
    ['nobody drains, but nothing runs', { ...two, drains: false, load: [running(0), running(0)] }, 600],
  ])('none: %s', (_, given, firstRun) => {
    expect(groupWarnings(group(given), firstRun)).toEqual([])
  })

  test.each<[string, Case, RegExp]>([
    [
      'a scaled-out group is set back',
      {
        keepsSize: false,
        facts: { min: 1, max: 4, desired: 5, instances: 5 },
        change: { details: ['Tags'] },
      },
      /^Group: its size is reset from 5 to 2, .*IgnoreUnmodifiedGroupSizeProperties/,
    ],
    [
      'MinInstancesInService leaves no room',
      { sizes: { min: 1, max: 2, desired: 2 } },
      /MinInstancesInService \(2\) is not less than MaxSize \(2\)/,
    ],
    [
      'no room for a new one beside the only one',
      single,
      /MaxSize \(1\) leaves no room for a new instance, so old instances are terminated first; there is no other instance for their tasks, .* Raise MaxSize to 2\./,
    ],
    ['no room beside two', two, /their tasks can only move to the other instance/],
    [
      'tasks on the only one',
      { ...single, load: [running(7)] },
      /there is no other instance for their 7 tasks, so draining may take hours\. Raise MaxSize to 2\./,
    ],
    [
      'too little memory on the other one',
      { ...two, load: [running(1, { cpu: 128, memory: 3000 }), running(2, { cpu: 128, memory: 1000 })] },
      /the other instance has too little free CPU or memory for their 3 tasks, so draining may take hours/,
    ],
    [
      'too little CPU on the other one',
      { ...two, load: [running(1, { cpu: 2048, memory: 100 }), running(1)] },
      /the other instance has too little free CPU or memory for their 2 tasks/,
    ],
    [
      'the other one is about to go, too',
      { ...two, load: [running(1), { ...running(0), free: { cpu: 0, memory: 0 } }] },
      /too little free CPU or memory for their 1 task,/,
    ],
    [
      'a task on the only one, and nobody drains',
      { ...single, drains: false, load: [running(1)] },
      /so old instances are terminated first; their 1 task stops, and no tasks run until new instances have joined\. /,
    ],
    [
      'old ones first by the policy',
      { rolling: { ...usual, MinInstancesInService: 1 }, drains: false },
      /no more than the current 2 instances, so old instances are terminated first; their tasks stop\. Set MinInstancesInService to 2\./,
    ],
    [
      'more wanted than allowed',
      { ...add, sizes: { min: 1, max: 2, desired: 3 } },
      /DesiredCapacity \(3\) is greater than MaxSize \(2\)/,
    ],
    [
      'less wanted than allowed',
      { ...add, sizes: { min: 2, max: 2, desired: 1 } },
      /DesiredCapacity \(1\) is less than MinSize \(2\)/,
    ],
    [
      'limits that cannot be',
      { ...add, sizes: { min: 3, max: 2, desired: 3 } },
      /MinSize \(3\) is greater than MaxSize \(2\)/,
    ],
    ['no policy', { rolling: null }, /no UpdatePolicy, so its 2 instances keep the old AMI/],
    [
      'a group that goes, with protected instances',
      {
        facts: { min: 1, max: 4, desired: 2, instances: 2, protectedInstances: ['i-1', 'i-2'] },
        change: { action: 'Remove', details: [] },
      },
      /2 instances are protected from scale-in, so CloudFormation cannot delete the group and waits\. Remove the protection: aws autoscaling set-instance-protection --auto-scaling-group-name fleet --instance-ids i-1 i-2 --no-protected-from-scale-in$/,
    ],
    [
      'a group that is replaced, with a protected instance',
      {
        facts: { min: 1, max: 4, desired: 2, instances: 2, protectedInstances: ['i-1'] },
        updatePolicy: { AutoScalingReplacingUpdate: { WillReplace: true } },
      },
      /1 instance is protected from scale-in/,
    ],
    [
      'the policy suspends Launch',
      { rolling: { ...usual, SuspendProcesses: ['AZRebalance', 'Launch'] } },
      /the process Launch is in SuspendProcesses .* no instance is launched and the update fails after PauseTime \(20 minutes\)\. Remove it there\./,
    ],
    [
      'somebody suspended Launch',
      { facts: { min: 1, max: 4, desired: 2, instances: 2, suspended: ['Launch'] } },
      /the process Launch of the group is suspended, .* Resume it: aws autoscaling resume-processes --auto-scaling-group-name fleet --scaling-processes Launch$/,
    ],
    [
      'no new instance has to signal success',
      { rolling: { ...usual, MinSuccessfulInstancesPercent: 0 } },
      /MinSuccessfulInstancesPercent is 0, so CloudFormation replaces every instance even if/,
    ],
    ['nobody waits for signals', { rolling: { MinInstancesInService: 2 } }, /does not wait for signals/],
    [
      'a creation that gives up too early',
      { ...add, timeout: 'PT5M' },
      /CreationPolicy\S* is 5 minutes, but the first run can take 10 minutes after the boot\. Set it to at least 13 minutes/,
    ],
    [
      'an update that gives up too early',
      { rolling: { ...usual, PauseTime: 'PT90S' } },
      /PauseTime is 90 seconds/,
    ],
  ])('%s', (_, given, warning) => {
    expect(groupWarnings(group(given), 600)).toEqual([expect.stringMatching(warning)])
  })
})
