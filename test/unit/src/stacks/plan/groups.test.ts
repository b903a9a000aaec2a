import { describe, expect, test } from 'vitest'
import { groupMeaning } from '#src/stacks/plan/group-words.ts'
import { add, byAttribute, type Case, group, one, running, two, usual } from './planned-group.ts'

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
