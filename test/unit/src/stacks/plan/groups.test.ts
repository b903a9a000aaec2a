import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../../src/config/settings.ts'
import type { GroupFacts } from '../../../../../src/stacks/plan/group.ts'
import { groupMeaning } from '../../../../../src/stacks/plan/group-words.ts'
import { plannedGroups } from '../../../../../src/stacks/plan/groups.ts'
import { groupWarnings } from '../../../../../src/stacks/plan/warnings.ts'
import { evaluator } from '../../../../../src/stacks/template/evaluate.ts'
import { template } from '../parameter.ts'
import { change, type GivenChange } from './change.ts'

interface Case {
  /** MinInstancesInService, MaxBatchSize …; null for none. */
  readonly rolling?: Readonly<Record<string, Json>> | null
  readonly keepsSize?: boolean
  readonly drains?: boolean
  readonly sizes?: { readonly min: number; readonly max: number; readonly desired: number }
  /** DesiredCapacity of the last deploy. */
  readonly desiredBefore?: number
  readonly facts?: GroupFacts | null
  readonly change?: GivenChange
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
        properties: { MinSize: sizes.min, MaxSize: sizes.max, DesiredCapacity: { Ref: 'Desired' } },
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
  const { facts = { min: 1, max: 4, desired: sizes.desired, instances: sizes.desired } } = given
  const [planned] = plannedGroups({
    changes: [change({ logicalId: 'Group', details: ['LaunchTemplate'], ...given.change })],
    template: cluster,
    evaluate: evaluator(cluster, { Desired: String(sizes.desired) }),
    previous:
      facts === null ? null : evaluator(cluster, { Desired: String(given.desiredBefore ?? sizes.desired) }),
    groups: facts === null ? {} : { Group: facts },
  })
  if (planned === undefined) throw new Error('no group')
  return planned
}

const add: Case = { facts: null, change: { action: 'Add', replacement: null, details: [] } }
const one = { min: 1, max: 1, desired: 1 }

describe('what happens to the instances', () => {
  test.each<[string, Case, string]>([
    ['new one first', {}, '2 instances replaced one at a time, new one first, tasks drained'],
    [
      'a single one',
      { sizes: { ...one, max: 2 }, rolling: { ...usual, MinInstancesInService: 1 } },
      '1 instance replaced, new one first, tasks drained',
    ],
    [
      'in batches',
      { rolling: { ...usual, MaxBatchSize: 2 } },
      '2 instances replaced up to 2 at a time, new ones first, tasks drained',
    ],
    [
      'without room',
      { sizes: { min: 1, max: 2, desired: 2 }, rolling: { ...usual, MinInstancesInService: 1 } },
      '2 instances replaced one at a time, old one first, tasks drained',
    ],
    [
      'without a capacity provider',
      { drains: false },
      '2 instances replaced one at a time, new one first, tasks not drained',
    ],
    [
      'scaled out',
      { facts: { min: 1, max: 4, desired: 3, instances: 3 } },
      '3 instances replaced one at a time, old one first, tasks drained',
    ],
    [
      'another size',
      { desiredBefore: 1, facts: { min: 1, max: 4, desired: 1, instances: 1 } },
      'from 1 to 2 instances; 1 instance replaced, new one first, tasks drained',
    ],
    [
      'only another size',
      { desiredBefore: 1, facts: { min: 1, max: 4, desired: 1, instances: 1 }, change: { details: [] } },
      'from 1 to 2 instances',
    ],
    ['an empty group', { sizes: { min: 0, max: 2, desired: 0 } }, 'no instances to replace'],
    ['no policy', { rolling: null }, 'the 2 instances stay as they are; only later ones are launched anew'],
    [
      'an instance refresh',
      { updatePolicy: { AutoScalingInstanceRefresh: { Strategy: 'Rolling' } } },
      '2 instances replaced by an instance refresh',
    ],
    [
      'a replacing update',
      { updatePolicy: { AutoScalingReplacingUpdate: { WillReplace: true } } },
      'a new group with new instances first, then the 2 instances terminated',
    ],
    ['a new group', add, '2 instances launched; each has 20 m to join and signal'],
    [
      'a replaced group',
      { change: { replacement: 'True' } },
      'a new group with new instances; the 2 instances of this one terminated',
    ],
    ['a group that goes', { change: { action: 'Remove', details: [] } }, '2 instances terminated'],
    [
      'a change that is known by its path',
      { change: { details: [{ name: 'Version', path: '/Properties/LaunchTemplate/Version' }] } },
      '2 instances replaced one at a time, new one first, tasks drained',
    ],
    ['nothing of its instances', { change: { details: ['Tags'] } }, ''],
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
      /^Group: it was scaled to 5 and is set back to 2: .*IgnoreUnmodifiedGroupSizeProperties/,
    ],
    [
      'MinInstancesInService leaves no room',
      { sizes: { min: 1, max: 2, desired: 2 } },
      /MinInstancesInService \(2\) leaves no room below MaxSize \(2\)/,
    ],
    [
      'no room for a new one beside the only one',
      { sizes: one, rolling: { ...usual, MinInstancesInService: 0 } },
      /MaxSize \(1\) leaves no room .* beside the 1, so old ones go first; draining has nowhere to put their tasks .* Raise MaxSize to 2\./,
    ],
    [
      'no room beside two',
      { sizes: { min: 1, max: 2, desired: 2 }, rolling: { ...usual, MinInstancesInService: 1 } },
      /only the other 1 to put their tasks on/,
    ],
    [
      'old ones first by the policy',
      { rolling: { ...usual, MinInstancesInService: 1 }, drains: false },
      /no more than the 2 instances there are, so old ones go first; their tasks stop\. Set MinInstancesInService to 2\./,
    ],
    [
      'more wanted than allowed',
      { ...add, sizes: { min: 1, max: 2, desired: 3 } },
      /DesiredCapacity \(3\) is more than MaxSize \(2\)/,
    ],
    [
      'less wanted than allowed',
      { ...add, sizes: { min: 2, max: 2, desired: 1 } },
      /DesiredCapacity \(1\) is less than MinSize \(2\)/,
    ],
    [
      'limits that cannot be',
      { ...add, sizes: { min: 3, max: 2, desired: 3 } },
      /MinSize \(3\) is more than MaxSize \(2\)/,
    ],
    ['no policy', { rolling: null }, /no UpdatePolicy: its 2 instances keep the old AMI/],
    ['nobody waits for signals', { rolling: { MinInstancesInService: 2 } }, /does not wait for signals/],
    [
      'a creation that gives up too early',
      { ...add, timeout: 'PT5M' },
      /CreationPolicy\S* is 5 m, but first run alone may take 10 m after the boot: give it 13 m/,
    ],
    ['an update that gives up too early', { rolling: { ...usual, PauseTime: 'PT90S' } }, /PauseTime is 90 s/],
  ])('%s', (_, given, warning) => {
    expect(groupWarnings(group(given), 600)).toEqual([expect.stringMatching(warning)])
  })
})
