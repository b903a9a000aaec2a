import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { ResourceChange, StackDescription } from '#src/aws/stack.ts'
import type { Project } from '#src/config/settings.ts'
import type { Earlier } from '#src/stacks/rollback/request.ts'
import { runRollback } from '#src/stacks/rollback/rollback-run.ts'
import { description, fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'
import { image } from '#test/unit/src/stacks/image.ts'
import { chosen } from '#test/unit/src/stacks/parameter.ts'

const old = 'ami-00000000000000001'
const bad = 'ami-00000000000000002'
const template = `
Parameters:
  ImageId: {Type: AWS::EC2::Image::Id}
  Size: {Type: String, Default: small}
  Secret: {Type: String, NoEcho: true}
Resources:
  Logs: {Type: AWS::Logs::LogGroup}
`
const earlier: Earlier = {
  at: '2026-11-20T00:00:00.000Z',
  by: 'alice',
  parameters: { ImageId: old, Size: 'large', Secret: '****' },
  template,
  fetch: 'aws s3 cp s3://state/t.json - | jq -r .text > TEMPLATE',
}
const now = { ImageId: bad, Size: 'small', Secret: '****' }
const logs: ResourceChange = {
  action: 'Modify',
  logicalId: 'Logs',
  physicalId: 'logs',
  type: 'AWS::Logs::LogGroup',
  replacement: 'False',
  policyAction: null,
  scope: ['Properties'],
  details: [],
  changeSetId: null,
  nestedIn: [],
}
const updated = [
  ['Logs', 'UPDATE_COMPLETE'],
  ['fleet', 'UPDATE_COMPLETE'],
] as const

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packer-ecs-rollback-'))
})
afterEach(() => rm(folder, { recursive: true }))

interface Settings {
  readonly answers?: Parameters<typeof fakeContext>[1]
  readonly past?: Earlier | undefined
  readonly dryRun?: boolean
  readonly deleted?: boolean
}

async function rolledBack(stack: StackDescription | undefined, settings: Settings = {}) {
  const { answers = {}, past = earlier, dryRun = false, deleted = false } = settings
  const cloudFormation = Object.assign(fakeCloudFormation(stack), {
    changes: [logs],
    script: updated,
    template,
  })
  const world = fakeContext(cloudFormation, answers)
  const left: string[][] = []
  const ec2 = {
    image: async (imageId: string) => (deleted ? undefined : image({ imageId })),
    ownImages: async () => [],
    instances: async () => [],
    snapshots: async () => [],
  } as unknown as Ec2
  const context = { ...world.context, clients: { ...world.context.clients, ec2: async () => ec2 } }
  const ended = await runRollback(
    {
      project: { folder, name: 'shop', images: {}, artifactBucket: null } as unknown as Project,
      chosen: chosen(),
      dryRun,
      past: {
        earlier: async () => ('past' in settings ? settings.past : past),
        leave: async ids => void left.push([...ids]),
      },
    },
    context,
  )
  return { ...world, ...ended, cloudFormation, left }
}

test('a stack goes back to the template and the parameters of before, and keeps its secrets', async () => {
  const { end, error, cloudFormation, left } = await rolledBack(
    description('UPDATE_COMPLETE', { parameters: now }),
  )
  expect(error).toBeUndefined()
  expect(end).toBe('updated')
  expect(left).toEqual([[bad]])
  const [request] = cloudFormation.requests
  expect(request?.template).toEqual({ body: template })
  expect(request?.parameters).toEqual([
    { name: 'ImageId', value: old },
    { name: 'Size', value: 'large' },
    { name: 'Secret', usePrevious: true },
  ])
})

test('it names the AWS commands that do the same', async () => {
  const { events } = await rolledBack(description('UPDATE_COMPLETE', { parameters: now }), { dryRun: true })
  const notices = events.flatMap(event => (event.type === 'notice' ? [event.text] : []))
  expect(notices).toContain(
    'fleet-dev-cluster goes back to the parameters of 2026-11-20T00:00:00.000Z (by alice)'.replace(
      'fleet-dev-cluster',
      'fleet',
    ),
  )
  expect(notices.join('\n')).toContain(
    `aws cloudformation update-stack --stack-name fleet --use-previous-template --parameters '{"ParameterKey":"ImageId","ParameterValue":"${old}"}'`,
  )
  expect(notices.join('\n')).toContain('ParameterKey=Secret,UsePreviousValue=true')
})

test('a dry run changes nothing and rejects nothing', async () => {
  const { end, cloudFormation, left } = await rolledBack(
    description('UPDATE_COMPLETE', { parameters: now }),
    { dryRun: true },
  )
  expect([end, left]).toEqual(['planned', []])
  expect(cloudFormation.calls).not.toContain('execute')
})

test('an update in progress is canceled, and nothing else is changed', async () => {
  const { end, error, cloudFormation, questions } = await rolledBack(
    description('UPDATE_IN_PROGRESS', { parameters: now }),
  )
  expect(error).toBeUndefined()
  expect(end).toBe('canceled')
  expect(questions).toEqual(['Cancel the update of fleet and roll it back?'])
  expect(cloudFormation.calls).toEqual(['cancel'])
})

test('a declined cancellation leaves the update alone', async () => {
  const { error, cloudFormation } = await rolledBack(description('UPDATE_IN_PROGRESS'), {
    answers: { agrees: false },
  })
  expect(error?.code).toBe('DECLINED')
  expect(cloudFormation.calls).toEqual([])
})

test('a rollback that failed is continued', async () => {
  const { end, cloudFormation } = await rolledBack(
    description('UPDATE_ROLLBACK_FAILED', { parameters: now, statusReason: 'Logs' }),
  )
  expect(end).toBe('canceled')
  expect(cloudFormation.calls).toEqual(['continue'])
})

test('an AMI that ran before and was deleted is reported before anything changes', async () => {
  const { error, cloudFormation, left } = await rolledBack(
    description('UPDATE_COMPLETE', { parameters: now }),
    { deleted: true },
  )
  expect(error).toMatchObject({ code: 'AMI_NOT_FOUND', message: expect.stringContaining(old) })
  expect([cloudFormation.calls, left]).toEqual([[], []])
})

test.each([
  ['that does not exist', undefined, 'STACK_NOT_FOUND'],
  ['that is being created', description('CREATE_IN_PROGRESS'), 'ROLLBACK_NOTHING'],
  ['that was never created', description('ROLLBACK_COMPLETE'), 'ROLLBACK_NOTHING'],
  ['that is being deleted', description('DELETE_IN_PROGRESS'), 'ROLLBACK_NOTHING'],
])('a stack %s has nothing to go back to', async (_, stack, code) => {
  const { error, cloudFormation } = await rolledBack(stack)
  expect(error?.code).toBe(code)
  expect(cloudFormation.calls).toEqual([])
})

test('a stack whose history is not known has nothing to go back to', async () => {
  const { error } = await rolledBack(description('UPDATE_COMPLETE'), { past: undefined })
  expect(error).toMatchObject({
    code: 'ROLLBACK_NOTHING',
    why: 'No earlier deployment of it is recorded.',
    hint: expect.stringContaining('packer-ecs deploy cluster'),
  })
})

test('a parameter that reads SSM is named, because its earlier value is not known', async () => {
  const past = {
    ...earlier,
    parameters: { Image: '/packer-ecs/shop/ecs/stable' },
    template:
      'Parameters: {Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"}}\nResources: {Logs: {Type: AWS::Logs::LogGroup}}',
  }
  const { events } = await rolledBack(description('UPDATE_COMPLETE', { parameters: now }), {
    past,
    dryRun: true,
  })
  const notices = events.flatMap(event => (event.type === 'notice' ? [event.text] : []))
  expect(notices.join('\n')).toContain(
    'Image takes what the SSM parameter /packer-ecs/shop/ecs/stable holds now',
  )
})

test('if the template differs as well, the command fetches it first', async () => {
  const past = { ...earlier, template: `${template}\n` }
  const { events } = await rolledBack(description('UPDATE_COMPLETE', { parameters: now }), {
    past,
    dryRun: true,
  })
  const notices = events.flatMap(event => (event.type === 'notice' ? [event.text] : []))
  expect(notices.join('\n')).toContain(`goes back to the template and the parameters of ${earlier.at}`)
  expect(notices.join('\n')).toContain(
    `${earlier.fetch} && aws cloudformation update-stack --stack-name fleet --template-body file://TEMPLATE`,
  )
})
