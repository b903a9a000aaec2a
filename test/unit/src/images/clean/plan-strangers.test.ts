import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clueOf } from '#src/images/clean/clue.ts'
import { planClean } from '#src/images/clean/plan.ts'
import type { Survey } from '#src/images/clean/survey.ts'
import { image } from '#test/helpers/images.ts'

const runId = '20261121-013000-a1b2'
const key = `packer-ecs-${runId}`
const group = 'packer_6b01011a-0000-1111-2222-333344445555'
const volumes = (snapshotId: string) => [
  { deviceName: '/dev/xvda', snapshotId, size: 30, type: 'gp3', encrypted: true },
]

/** What anybody with ec2:CreateTags can give to a resource. */
const tags = fc.record(
  {
    'packer-ecs:run': fc.constantFrom(runId, '20260101-000000-ffff', 'x', ''),
    'packer-ecs:image': fc.constantFrom('ecs', 'x'),
    'packer-ecs:owner': fc.constant('me on here'),
    Name: fc.constantFrom(key, `ecs-${runId}`),
  },
  { requiredKeys: [] },
)

/** A record may name anything of a stranger's. */
const clue = fc
  .subarray([
    { kind: 'instance', id: 'i-f' },
    { kind: 'image', id: 'ami-f' },
    { kind: 'key-pair', id: 'stranger' },
    { kind: 'security-group', id: 'stranger' },
  ] as const)
  .map(created => clueOf(runId, { created }))

const launchedAt = new Date(0)
const own = {
  instanceId: 'i-1',
  state: 'running',
  stateReason: '',
  imageId: 'ami-base',
  keyName: key,
  launchedAt,
}
const state = fc.constantFrom('pending', 'running', 'stopped', 'terminated')
const attachments = fc.constantFrom([], [{ instanceId: 'i-f', deletedWithIt: false }])

const packersTemplate = 'packer-fleet-launch-template-'

/** A stranger's instance, key pair, group, volume, AMI and snapshot, with any tags, beside those of the run. */
const survey = fc
  .record({
    tags: fc.tuple(tags, tags, tags, tags, tags, tags),
    state,
    attachments,
    uses: fc.boolean(),
    description: fc.constantFrom(
      '',
      'Created by CreateImage(i-f) for ami-f',
      'Created by CreateImage(i-f)',
      'Copied for DestinationAmi ami-f from SourceAmi ami-1',
      'for ami-1, made by Created by CreateImage(i-1) for ami-1',
    ),
  })
  .map(({ tags: [t0, t1, t2, t3, t4, t5], state, attachments, uses, description }): Survey => {
    const strangers = {
      instanceId: 'i-f',
      state,
      stateReason: '',
      imageId: uses ? 'ami-1' : 'ami-f',
      keyName: 'stranger',
      securityGroupIds: uses ? ['sg-f', 'sg-1'] : ['sg-f'],
      launchedAt,
      tags: t0,
    }
    return {
      region: 'us-east-1',
      launchTemplates: [],
      buildTemplates: [
        { launchTemplateId: 'lt-1', name: `${packersTemplate}a`, keyName: key, tags: {} },
        { launchTemplateId: 'lt-f', name: `${packersTemplate}f`, keyName: 'stranger', tags: t1 },
        { launchTemplateId: 'lt-2-f', name: 'stranger', keyName: key, tags: t2 },
      ],
      instances: [{ ...own, securityGroupIds: ['sg-1'], tags: {} }, strangers],
      keyPairs: [
        { name: key, tags: {} },
        { name: 'stranger', tags: t1 },
      ],
      securityGroups: [
        { groupId: 'sg-1', name: group, tags: {} },
        { groupId: 'sg-f', name: 'stranger', tags: t2 },
      ],
      volumes: [{ volumeId: 'vol-f', state: 'available', attachments, tags: t3 }],
      images: [
        image({ imageId: 'ami-1', name: `ecs-${runId}`, volumes: volumes('snap-1') }),
        image({ imageId: 'ami-f', name: 'stranger', volumes: volumes('snap-f'), tags: t4 }),
      ],
      snapshots: [
        { snapshotId: 'snap-1', description: 'Created by CreateImage(i-1) for ami-1', tags: {} },
        { snapshotId: 'snap-f', description, tags: t5 },
      ],
    }
  })

test('nothing of a stranger\u2019s is removed, whatever tags it has and whatever the record says', () => {
  fc.assert(
    fc.property(survey, clue, (found, known) => {
      const removed = planClean(found, [known]).removals.map(({ id }) => id)
      expect(removed.filter(id => /-f$|^stranger$/.test(id))).toEqual([])
    }),
    { numRuns: 2000 },
  )
})

test('what is the run\u2019s own is removed beside them, unless a stranger uses it', () => {
  fc.assert(
    fc.property(survey, clue, (found, known) => {
      const [, stranger] = found.instances
      const isUsed = stranger?.imageId === 'ami-1' && stranger.state !== 'terminated'
      const ids = planClean(found, [known]).removals.map(({ id }) => id)
      expect(ids).toEqual(isUsed ? ['i-1', key, 'lt-1'] : ['i-1', key, 'lt-1', 'sg-1', 'ami-1', 'snap-1'])
    }),
  )
})

test('every removal names a proof that does not hold once the resource lacks what it names', () => {
  fc.assert(
    fc.property(survey, clue, (found, known) => {
      for (const { id, proof } of planClean(found, [known]).removals) {
        const strange: Survey = {
          ...found,
          instances: found.instances.map(one =>
            one.instanceId === id ? { ...one, keyName: 'stranger' } : one,
          ),
          keyPairs: found.keyPairs.map(one => (one.name === id ? { ...one, name: 'stranger' } : one)),
          securityGroups: found.securityGroups.map(one => (one.groupId === id ? { ...one, name: 'x' } : one)),
          buildTemplates: found.buildTemplates.map(one =>
            one.launchTemplateId === id ? { ...one, keyName: 'x' } : one,
          ),
          images: found.images.map(one => (one.imageId === id ? { ...one, name: 'x', volumes: [] } : one)),
          snapshots: found.snapshots.map(one => (one.snapshotId === id ? { ...one, description: 'x' } : one)),
        }
        expect(proof).not.toBe('')
        expect(planClean(strange, [known]).removals.map(removal => removal.id)).not.toContain(id)
      }
    }),
  )
})
