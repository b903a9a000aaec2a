import { describe, expect, test } from 'vitest'
import { groupWarnings } from '#src/stacks/plan/warnings.ts'
import { add, type Case, group, running, single, two, usual } from './planned-group.ts'

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
    ['no policy', { rolling: null }, /no UpdatePolicy, so its 2 instances keep the old launch settings/],
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

test('a wait condition that gives up too early is named, not the group', () => {
  const planned = group({ ...add, timeout: 'PT5M' })
  const creation = { resource: 'FirstInstances', count: 2, timeoutSeconds: 300 }
  expect(groupWarnings({ ...planned, settings: { ...planned.settings, creation } }, 600)).toEqual([
    expect.stringContaining('CreationPolicy.ResourceSignal.Timeout of FirstInstances is 5 minutes'),
  ])
})
