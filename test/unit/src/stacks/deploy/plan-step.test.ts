import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import { files } from '#src/host/system.ts'
import { planStep } from '#src/stacks/deploy/plan-step.ts'
import type { Planning } from '#src/stacks/deploy/request.ts'
import { readTemplate } from '#src/stacks/template/read-template.ts'
import { description, fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeS3 } from '#test/helpers/fake-s3.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'
import { image } from '#test/unit/src/stacks/image.ts'
import { change } from '#test/unit/src/stacks/plan/change.ts'

const old = image({
  imageId: 'ami-00000000000000001',
  tags: { ...image().tags, 'packer-ecs:release': '2023.0.20261001' },
})

test('the plan names the AMI that the stack has, and the one that it would get', async () => {
  const before = description('UPDATE_COMPLETE', { parameters: { ImageId: old.imageId } })
  const { context } = fakeContext(fakeCloudFormation(before))
  const looked: string[] = []
  const ec2 = {
    image: async (imageId: string) => {
      looked.push(imageId)
      return old
    },
  } as unknown as Ec2
  const found = { parameter: 'ImageId', image: 'ecs', imageId: null, inFile: null, found: image() }
  const template = await readTemplate('cfn/cluster/template.yml', files)
  const request = {
    project: { images: {} },
    chosen: { stack: 'cluster', stackName: 'fleet', settings: { capabilities: [], tags: {} } },
    template,
    tree: { template, nested: [] },
    before,
    amis: [found],
    values: [],
    runId: '20261121-014500-c3d4',
    record: { update: async () => undefined },
  } as unknown as Planning
  const { plan } = await planStep.run({
    request,
    context: { ...context, clients: { ...context.clients, ec2: async () => ec2 } },
  })
  expect(looked).toEqual([old.imageId])
  expect(plan.ami).toMatchObject({
    before: { imageId: old.imageId, release: '2023.0.20261001' },
    after: { imageId: image().imageId },
  })
})

test('a dry run that uploads templates says so', async () => {
  const { context, notices } = fakeContext(fakeCloudFormation(description('UPDATE_COMPLETE')))
  const puts: string[] = []
  const s3 = {
    ...fakeS3('123456789012', []).client,
    bucketRegion: async () => 'eu-west-1',
    put: async () => void puts.push('put'),
  }
  const template = { ...(await readTemplate('cfn/cluster/template.yml', files)), body: ' '.repeat(51_201) }
  const plan = (dryRun: boolean) =>
    planStep.run({
      request: {
        project: { images: {}, artifactBucket: 'artifacts' },
        chosen: { stack: 'cluster', stackName: 'fleet', settings: { capabilities: [], tags: {} } },
        template,
        tree: { template, nested: [] },
        before: description('UPDATE_COMPLETE'),
        amis: [],
        values: [],
        dryRun,
        runId: '20261121-014500-c3d4',
        record: { update: async () => undefined },
      } as unknown as Planning,
      context: { ...context, clients: { ...context.clients, s3: async () => s3 } },
    })
  await plan(false)
  expect(notices()).toEqual([])
  await plan(true)
  expect(notices()).toEqual([expect.stringContaining('they are uploaded to artifacts')])
  expect(puts).toHaveLength(2)
})

test('nested stacks that cannot be planned are left to the operation, in a second change set', async () => {
  const cloudFormation = fakeCloudFormation(description('UPDATE_COMPLETE'))
  cloudFormation.changes = [change({ logicalId: 'Logs', type: 'AWS::CloudFormation::Stack', details: [] })]
  const plain = cloudFormation.client.changeSet
  cloudFormation.client.changeSet = async id => {
    const found = await plain(id)
    const statusReason = 'Nested change set was not successfully created: Currently in FAILED.'
    return found && (id.endsWith('-2') ? found : { ...found, status: 'FAILED', statusReason })
  }
  const { context, notices } = fakeContext(cloudFormation)
  const recorded: object[] = []
  const template = {
    ...(await readTemplate('cfn/cluster/template.yml', files)),
    resources: {
      Logs: {
        type: 'AWS::CloudFormation::Stack',
        properties: {},
        updatePolicy: null,
        creationPolicy: null,
        metadata: null,
      },
    },
  }
  const { changeSet } = await planStep.run({
    request: {
      project: { images: {} },
      chosen: {
        stack: 'cluster',
        stackName: 'fleet',
        settings: { capabilities: [], tags: {}, notificationTopics: [] },
      },
      template,
      tree: { template, nested: [] },
      before: description('UPDATE_COMPLETE'),
      amis: [],
      values: [],
      runId: '20261121-014500-c3d4',
      record: { update: async (entry: object) => void recorded.push(entry) },
    } as unknown as Planning,
    context,
  })
  const names = ['packer-ecs-20261121-014500-c3d4', 'packer-ecs-20261121-014500-c3d4-2']
  expect(changeSet?.name).toBe(names[1])
  expect(cloudFormation.requests.map(({ name, includesNested }) => [name, includesNested])).toEqual([
    [names[0], true],
    [names[1], false],
  ])
  expect(new Set(cloudFormation.requests.map(({ token }) => token)).size).toBe(2)
  expect(recorded).toEqual([{ changeSet: names[0] }, { changeSet: names[1] }])
  expect(cloudFormation.calls).toContain('delete change set')
  expect(notices()).toEqual([
    expect.stringMatching(/cannot plan the nested stacks, so their changes are not/),
  ])
})
