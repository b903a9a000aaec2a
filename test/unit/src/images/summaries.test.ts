import { expect, test } from 'vitest'
import type { BakePlan } from '#src/images/plan.ts'
import { baseSummary, planSummary, resultSummary, templateSummary } from '#src/images/summaries.ts'
import { base, image, now } from '#test/helpers/images.ts'

test.each([
  [{}, 'ECS-optimized 2023.0.20261022 (ami-0ba5e, 20 days old), agent 1.108.1, Docker 25.0.16'],
  [{ agentVersion: null }, `${base.name} (ami-0ba5e, 20 days old), Docker 25.0.16`],
  [{ release: null }, `${base.name} (ami-0ba5e, 20 days old), agent 1.108.1, Docker 25.0.16`],
  [{ agentVersion: null, dockerVersion: null }, `${base.name} (ami-0ba5e, 20 days old)`],
])('a base AMI with %o', (replaced, summary) => {
  expect(baseSummary({ ...base, ...replaced }, now)).toBe(summary)
})

test.each([
  ['2026-11-21T11:00:00Z', '0 days old'],
  ['2026-11-20T12:00:00Z', '1 day old'],
  ['2026-11-19T12:00:00Z', '2 days old'],
  ['2026-12-01T00:00:00Z', '0 days old'],
])('an AMI of %s is %s', (date, words) => {
  expect(baseSummary({ ...base, image: image({ createdAt: new Date(date) }) }, now)).toContain(words)
})

const found = image({ imageId: 'ami-1', tags: { 'packer-ecs:project': 'shop' } })
function planned(replaced: object): string {
  const plan = {
    bakeKey: '0123456789abcdef',
    settingsJson: { releasever: null },
    previous: found,
    ...replaced,
  }
  return planSummary(plan as unknown as BakePlan)
}

test('a bake says why it is made, and to which release it updates', () => {
  const decision = { kind: 'bake', reason: 'timezone changed' }
  expect(planned({ decision })).toBe('bake key 01234567, timezone changed')
  expect(planned({ decision, settingsJson: { releasever: '2023.9' } })).toBe(
    'bake key 01234567, updates to 2023.9, timezone changed',
  )
})

test('an identical AMI is named, with what deploy uses instead of it', () => {
  const same = 'bake key 01234567, ami-1 is identical: nothing to do'
  const decision = { kind: 'unchanged', image: found }
  expect(planned({ decision })).toBe(same)
  expect(planned({ decision, previous: undefined })).toBe(same)
  const other = (createdAt: Date) => planned({ decision, previous: image({ imageId: 'ami-2', createdAt }) })
  expect(other(new Date('2026-11-02'))).toBe(
    `${same} (but deploy uses the newer ami-2: pass --force, or deploy with --ami ami-1)`,
  )
  expect(other(found.createdAt)).toBe(
    `${same} (but deploy uses ami-2: pass --force, or deploy with --ami ami-1)`,
  )
})

test('an identical AMI from before projects is shown as such', () => {
  const summary = planned({ decision: { kind: 'unchanged', image: image({ imageId: 'ami-1' }) } })
  expect(summary).toMatch(/ami-1 \(.+\) is identical/)
})

test.each([
  [null, false, 'rendered (Packer 1.6.6)'],
  ['1.8.2', true, 'valid (Packer 1.6.6, amazon 1.8.2)'],
])('a template with plugin %s', (plugin, isValidated, summary) => {
  expect(templateSummary({ binary: { path: '/p', version: '1.6.6' }, plugin, isValidated })).toBe(summary)
})

test('every AMI of a result is named with its region', () => {
  const ami = { region: 'us-east-1', imageId: 'ami-1', name: 'n', snapshotIds: [] }
  expect(resultSummary([ami, { ...ami, region: 'eu-west-1' }])).toBe(
    'ami-1 in us-east-1 is good (n), ami-1 in eu-west-1 is good (n)',
  )
})
