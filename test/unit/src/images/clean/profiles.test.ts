import { describe, expect, test } from 'vitest'
import type { FoundProfile, Iam } from '#src/aws/iam.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { clueOf } from '#src/images/clean/clue.ts'
import { planProfiles, surveyProfiles } from '#src/images/clean/profiles.ts'
import { fakeRegion } from '#test/helpers/fake-region.ts'

const runId = '20261121-013000-a1b2'
const name = 'packer-6b012177-e250-c029-9c68-192c20cf50b4'
const recorded = clueOf(runId, { created: [{ kind: 'instance-profile', id: name }] })
const profile = (replaced: Partial<FoundProfile> = {}): FoundProfile => ({
  name,
  tags: { 'packer-ecs:run': runId },
  roles: [name],
  ...replaced,
})

describe('a temporary instance profile', () => {
  test.each([
    ['by its tag', profile(), clueOf(runId), 'tag packer-ecs:run'],
    ['without a tag by the record', profile({ tags: {} }), recorded, 'the record of the run'],
    ['when only its role is left', profile({ roles: [] }), recorded, 'tag packer-ecs:run'],
  ])('is known %s', (_, found, clue, proof) => {
    expect(planProfiles([found], [clue])).toEqual({
      removals: [{ runId, region: 'every region', type: 'instance-profile', id: name, proof }],
      kept: [],
    })
  })

  test.each([
    ['of no run', profile({ tags: {} }), clueOf(runId)],
    ['of another run, whatever the record says', profile({ tags: { 'packer-ecs:run': 'x' } }), recorded],
  ])('%s is left alone', (_, found, clue) => {
    expect(planProfiles([found], [clue])).toEqual({ removals: [], kept: [] })
  })

  test('that holds another role is kept, and it is said which', () => {
    const { removals, kept } = planProfiles([profile({ roles: [name, 'admin'] })], [recorded])
    expect(removals).toEqual([])
    expect(kept).toMatchObject([{ why: 'contains the role admin, which does not belong to this run' }])
  })
})

describe('looking for them', () => {
  test('costs nothing when one run is asked for and its record names none', async () => {
    const found = await surveyProfiles([clueOf(runId)], false, () => Promise.reject(new Error('asked')))
    expect(found).toEqual([])
  })

  test('takes all that are named like Packer\u2019s when every run is', async () => {
    const { iam } = fakeRegion({ profiles: [profile(), profile({ name: 'packer-builders' })] })
    expect(await surveyProfiles([], true, async () => iam)).toEqual([profile()])
  })

  test('gets by with the records where profiles may not be listed', async () => {
    const { iam } = fakeRegion({ profiles: [profile()] })
    const limited: Iam = {
      ...iam,
      profileNames: () => Promise.reject(new ToolError('ACCESS_DENIED', 'no', { hint: '' })),
    }
    expect(await surveyProfiles([recorded], true, async () => limited)).toEqual([profile()])
    expect(await surveyProfiles([clueOf(runId)], true, async () => limited)).toEqual([])
  })
})
