import { expect, test } from 'vitest'
import type { Paint } from '#src/reporters/paint.ts'
import { planText } from '#src/reporters/plan-text.ts'
import { toDeployedAmi } from '#src/stacks/ami/deployed-ami.ts'
import type { StackPlan } from '#src/stacks/plan/stack-plan.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const plain: Paint = (_, text) => text
const now = new Date('2026-11-21T12:00:00Z')
const old = image({
  imageId: 'ami-00000000000000001',
  createdAt: new Date('2026-10-20T12:00:00Z'),
  tags: { ...image().tags, 'packer-ecs:release': '2023.0.20261001', 'packer-ecs:kernel': '6.1.150' },
})
const update: StackPlan = {
  kind: 'update',
  stackName: 'fleet-dev-cluster',
  parameters: [
    { name: 'ImageId', before: old.imageId, after: 'ami-0123456789abcdef0' },
    { name: 'Note', before: '', after: 'x'.repeat(80) },
    { name: 'Old', before: '1', after: null },
  ],
  ami: {
    parameter: 'ImageId',
    before: toDeployedAmi(old.imageId, old),
    after: toDeployedAmi(image().imageId, image()),
  },
  changes: [
    {
      action: 'change',
      logicalId: 'Group',
      physicalId: 'g',
      type: 'AWS::AutoScaling::AutoScalingGroup',
      properties: [
        { path: 'LaunchTemplate/Version', before: '1', after: '2' },
        { path: 'Tags/0/Value', before: 'a', after: 'b' },
        { path: 'Tags/1/Value', before: 'a', after: 'b' },
      ],
      meaning: '2 instances replaced one at a time, new one first, tasks drained',
      isDestructive: false,
    },
    {
      action: 'replace',
      logicalId: 'DockerLogs',
      physicalId: 'l',
      type: 'AWS::Logs::LogGroup',
      properties: [{ path: 'LogGroupName', before: 'a', after: 'b' }],
      meaning: 'replaced: its lines are lost',
      isDestructive: true,
    },
  ],
  services: [],
  warnings: ['Group: no room.'],
}

test('an update shows AMI, parameters, resources, warnings and data loss', () => {
  expect(planText(update, now, plain)).toBe(`fleet-dev-cluster would change

  AMI (ImageId)
    id       ami-00000000000000001 → ami-0123456789abcdef0
    origin   project shop
    release  2023.0.20261001 → 2023.0.20261022
    agent    1.108.1
    Docker   25.0.16
    kernel   6.1.150 → 6.1.158
    age      32 days → 20 days

  parameters
    Note  "" → ${'x'.repeat(60)}…
    Old   removed

  2 resources: 1 to change, 1 to replace
    ~ Group       AutoScaling::AutoScalingGroup  2 instances replaced one at a time, new one first, tasks drained (LaunchTemplate/Version, Tags)
    ± DockerLogs  Logs::LogGroup  replaced: its lines are lost (LogGroupName)

! Group: no room.

✘ data loss: DockerLogs
`)
})

test('a new stack shows parameters without previous values', () => {
  const after = toDeployedAmi('ami-0123456789abcdef0', image({ tags: {} }))
  const text = planText(
    {
      ...update,
      kind: 'create',
      parameters: [{ name: 'Note', before: null, after: 'x' }],
      changes: [],
      warnings: [],
      ami: { parameter: 'ImageId', before: null, after },
    },
    now,
    plain,
  )
  expect(text).toContain('fleet-dev-cluster would be created')
  expect(text).toContain('  parameters\n    Note  x\n')
  expect(text).not.toContain('→')
})

test('data loss is red in every place', () => {
  const marked = planText(update, now, (style, text) => (style === 'red' ? `<${text}>` : text))
  expect(marked).toContain('<±> DockerLogs')
  expect(marked).toContain('<replaced: its lines are lost (LogGroupName)>')
  expect(marked).toContain('<✘ data loss: DockerLogs>')
})

test('an unchanged AMI is one line', () => {
  const ami = toDeployedAmi(image().imageId, image())
  expect(
    planText({ ...update, ami: { parameter: 'ImageId', before: ami, after: ami } }, now, plain),
  ).toContain('  AMI (ImageId)\n    ami-0123456789abcdef0, release 2023.0.20261022: unchanged\n\n')
})

test('a plan without changes says that the stack is up to date', () => {
  expect(planText({ ...update, kind: 'unchanged' }, now, plain)).toBe('fleet-dev-cluster is up to date.\n')
})

test.each(['add', 'remove'] as const)('a resource to %s has no list of what changes in it', action => {
  const [first] = update.changes
  if (first === undefined) throw new Error('the plan has a change')
  const changes = [{ ...first, action, meaning: '' }]
  expect(planText({ ...update, changes }, now, plain)).not.toContain('LaunchTemplate/Version')
  expect(planText({ ...update, changes: [first] }, now, plain)).toContain('LaunchTemplate/Version')
})

test('an AMI that packer-ecs does not set is shown where it changes', () => {
  const [change] = update.changes
  const changes = [
    {
      ...(change as StackPlan['changes'][number]),
      properties: [{ path: 'LaunchTemplateData/ImageId', before: 'ami-1', after: 'ami-2' }],
    },
  ]
  expect(planText({ ...update, ami: null, changes }, now, plain)).toContain(
    '(LaunchTemplateData/ImageId ami-1 → ami-2)',
  )
  expect(planText({ ...update, changes }, now, plain)).toContain('(LaunchTemplateData/ImageId)')
})

test('an AMI that was rejected is shown in red with the reason, also if it was verified before', () => {
  const ami = toDeployedAmi(image().imageId, image())
  const inChannel = {
    channel: 'stable',
    verdict: 'verified' as const,
    rejected: { reason: 'agent drops out' },
  }
  const planned = { ...update, ami: { parameter: 'ImageId', before: null, after: ami, inChannel } }
  const text = planText(planned, now, (style, text) => (style === 'red' ? `<${text}>` : text))
  expect(text).toContain('verdict  <rejected: agent drops out>')
})
