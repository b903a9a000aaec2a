import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { files } from '#src/host/system.ts'
import type { GroupFacts } from '#src/stacks/plan/group.ts'
import { groupMeaning } from '#src/stacks/plan/group-words.ts'
import { plannedGroups } from '#src/stacks/plan/groups.ts'
import { groupWarnings } from '#src/stacks/plan/warnings.ts'
import { evaluator } from '#src/stacks/template/evaluate.ts'
import { readTemplate } from '#src/stacks/template/read-template.ts'
import { change } from './change.ts'

const plain = { name: 'fleet', load: null, protectedInstances: [], suspended: [] }

/** What a new AMI means to the group of cfn/cluster/template.yml. */
async function newAmi(parameters: Record<string, string>, facts: GroupFacts | null) {
  const file = fileURLToPath(new URL('../../../../../cfn/cluster/template.yml', import.meta.url))
  const template = await readTemplate(file, files)
  const defaults = Object.entries(template.parameters).map(([name, { default: value }]) => [
    name,
    value ?? '',
  ])
  const evaluate = evaluator(template, { ...Object.fromEntries(defaults), ...parameters })
  const [group] = plannedGroups({
    changes: [
      facts === null
        ? change({ logicalId: 'AutoScalingGroup', action: 'Add', replacement: null })
        : change({ logicalId: 'AutoScalingGroup', details: ['LaunchTemplate'] }),
      ...(facts === null && parameters.WaitForInstances !== 'false'
        ? [
            change({
              logicalId: 'FirstInstances',
              type: 'AWS::CloudFormation::WaitCondition',
              action: 'Add',
              replacement: null,
            }),
          ]
        : []),
    ],
    template,
    evaluate,
    previous: facts === null ? null : evaluate,
    groups: facts === null ? {} : { AutoScalingGroup: facts },
  })
  if (group === undefined) throw new Error('no group')
  return { meaning: groupMeaning(group), warnings: groupWarnings(group, 600) }
}

test('a new cluster: signals are waited for long enough', async () => {
  expect(await newAmi({}, null)).toEqual({
    meaning: 'launches 1 instance; it has 20 minutes to join',
    warnings: [],
  })
})

test('a new cluster without the wait condition', async () => {
  const { meaning } = await newAmi({ WaitForInstances: 'false' }, null)
  expect(meaning).toBe('launches 1 instance without waiting for signals')
})

test('a new AMI: nothing to warn of', async () => {
  const sizes = { MinSize: '1', MaxSize: '4', DesiredCapacity: '2' }
  expect(await newAmi(sizes, { min: 1, max: 4, desired: 2, instances: 2, ...plain })).toEqual({
    meaning: 'replaces 2 instances one at a time, new one first, draining tasks',
    warnings: [],
  })
})

test('scaled out to 5, it stays 5; MinInstancesInService, made for 2, makes old ones go first', async () => {
  const sizes = { MinSize: '1', MaxSize: '6', DesiredCapacity: '2' }
  const { meaning, warnings } = await newAmi(sizes, { min: 1, max: 6, desired: 5, instances: 5, ...plain })
  expect(meaning).toBe('replaces 5 instances one at a time, old one first, draining tasks')
  expect(warnings).toEqual([
    expect.stringMatching(/can only move to the other 4 instances, .* Set MinInstancesInService to 5\.$/),
  ])
})

test('a time limit shorter than first run and boot', async () => {
  const { warnings } = await newAmi({ SignalTimeout: 'PT10M' }, null)
  expect(warnings).toEqual([expect.stringContaining('Set it to at least 13 minutes')])
})

test('MaxSize without room for one more', async () => {
  const sizes = { MinSize: '1', MaxSize: '2', DesiredCapacity: '2' }
  const { warnings } = await newAmi(sizes, { min: 1, max: 2, desired: 2, instances: 2, ...plain })
  expect(warnings).toEqual([expect.stringContaining('is not less than MaxSize (2)')])
})

test('a quarter at a time: by the percentage that stays in service', async () => {
  const sizes = { MaxSize: '8', DesiredCapacity: '8', MinInstancesInService: '0' }
  const quarters = { MinActiveInstancesPercent: '75', MaxBatchSize: '8' }
  const facts = { min: 1, max: 8, desired: 8, instances: 8, ...plain }
  const { meaning } = await newAmi({ ...sizes, ...quarters }, facts)
  expect(meaning).toBe('replaces 8 instances up to 2 at a time, old ones first, draining tasks')
})
