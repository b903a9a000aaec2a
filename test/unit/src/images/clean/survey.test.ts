import { expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import { clueOf } from '#src/images/clean/clue.ts'
import { surveyRegion } from '#src/images/clean/survey.ts'
import { fakeInstance, fakeRegion } from '#test/helpers/fake-region.ts'
import { image } from '#test/helpers/images.ts'

const runId = '20261121-013000-a1b2'
const ours = { 'packer-ecs:run': runId }
const others = { 'packer-ecs:run': '20261121-013000-ffff' }

test('one run is looked for by its tag and by what its record names', async () => {
  const region = fakeRegion({
    instances: [
      fakeInstance('i-1', { tags: ours }),
      fakeInstance('i-2'),
      fakeInstance('i-3', { tags: others }),
    ],
  })
  const clue = clueOf(runId, { created: [{ kind: 'instance', id: 'i-2' }] })
  const survey = await surveyRegion('us-east-1', [clue], false, region.ec2)
  expect(survey.instances.map(({ instanceId }) => instanceId)).toEqual(['i-1', 'i-2'])
})

test('every run is looked for by the key of the tag alone', async () => {
  const region = fakeRegion({
    instances: [
      fakeInstance('i-1', { tags: ours }),
      fakeInstance('i-3', { tags: others }),
      fakeInstance('i-4'),
    ],
  })
  const survey = await surveyRegion('us-east-1', [], true, region.ec2)
  expect(survey.instances.map(({ instanceId }) => instanceId)).toEqual(['i-1', 'i-3'])
})

test('launch templates are looked for only of runs that may have a spot instance, or of every run', async () => {
  const template = {
    launchTemplateId: 'lt-1',
    name: 'packer-fleet-launch-template-1',
    keyName: '',
    // A template of the project may set no tags for it.
    tags: {},
  }
  const found = async (clues: readonly ReturnType<typeof clueOf>[], everyRun: boolean) => {
    const others = { ...template, name: 'web' }
    const region = fakeRegion({ buildTemplates: [template, others] })
    return (await surveyRegion('us-east-1', clues, everyRun, region.ec2)).buildTemplates.length
  }
  expect(await found([clueOf(runId)], false)).toBe(0)
  expect(await found([{ ...clueOf(runId), spot: true }], false)).toBe(1)
  expect(await found([], true)).toBe(1)
})

test('whoever may not look for launch templates still finds the rest', async () => {
  const region = fakeRegion({ instances: [fakeInstance('i-1', { tags: ours })] })
  const buildTemplates = () => Promise.reject(new ToolError('ACCESS_DENIED', 'no', { hint: '' }))
  const clues = [{ ...clueOf(runId), spot: true }]
  const survey = await surveyRegion('us-east-1', clues, false, { ...region.ec2, buildTemplates })
  expect(survey.buildTemplates).toEqual([])
  expect(survey.instances.map(({ instanceId }) => instanceId)).toEqual(['i-1'])
})

test('who else uses a temporary group or an unfinished AMI is looked up, each once', async () => {
  const region = fakeRegion({
    instances: [
      fakeInstance('i-1', { tags: ours, securityGroupIds: ['sg-1'] }),
      fakeInstance('i-5', { securityGroupIds: ['sg-1'], imageId: 'ami-1' }),
    ],
    securityGroups: [{ groupId: 'sg-1', name: 'packer_1', tags: {} }],
    images: [image({ imageId: 'ami-1', tags: ours }), image({ imageId: 'ami-2', tags: {} })],
  })
  const { instances } = await surveyRegion('us-east-1', [clueOf(runId)], false, region.ec2)
  expect(instances.map(({ instanceId }) => instanceId)).toEqual(['i-1', 'i-5'])
  expect(region.asked).toContain('securityGroups description=Temporary group for Packer')
  expect(region.asked).toContain('instances image-id=ami-1')
})

test('snapshots are found by what EC2 writes on them', async () => {
  const snapshot = (snapshotId: string, description: string) => ({ snapshotId, description, tags: {} })
  const region = fakeRegion({
    instances: [fakeInstance('i-1', { tags: ours })],
    images: [image({ imageId: 'ami-1', name: `ecs-${runId}`, tags: {} })],
    snapshots: [
      snapshot('snap-1', 'Created by CreateImage(i-1) for ami-1'),
      snapshot('snap-2', 'Copied for DestinationAmi ami-1 from SourceAmi ami-9 for SourceSnapshot snap-9.'),
      snapshot('snap-3', 'Created by CreateImage(i-9) for ami-9'),
    ],
  })
  const { snapshots } = await surveyRegion('us-east-1', [clueOf(runId)], false, region.ec2)
  expect(snapshots.map(({ snapshotId }) => snapshotId)).toEqual(['snap-1', 'snap-2'])
})

test('no filter gets more than the 200 values that EC2 takes', async () => {
  const created = Array.from({ length: 450 }, (_, index) => ({ kind: 'instance' as const, id: `i-${index}` }))
  const region = fakeRegion()
  await surveyRegion('us-east-1', [clueOf(runId, { created })], false, region.ec2)
  const sizes = region.asked
    .filter(line => line.startsWith('instances instance-id='))
    .map(line => line.split(',').length)
  expect(sizes).toEqual([200, 200, 50])
})

test('launch templates are looked up for the unfinished AMIs of every run, not for those of one', async () => {
  const launchTemplates = [
    { launchTemplateId: 'lt-1', imageId: 'ami-1' },
    { launchTemplateId: 'lt-2', imageId: 'ami-2' },
  ]
  const images = [image({ imageId: 'ami-1', tags: ours }), image({ imageId: 'ami-2', tags: {} })]
  const region = fakeRegion({ launchTemplates, images })
  expect((await surveyRegion('us-east-1', [], true, region.ec2)).launchTemplates).toEqual([
    launchTemplates[0],
  ])
  expect((await surveyRegion('us-east-1', [clueOf(runId)], false, region.ec2)).launchTemplates).toEqual([])
})
