import { expect, test } from 'vitest'
import type { StackDescription } from '#src/aws/stack.ts'
import type { ParameterValues } from '#src/stacks/parameters/parameter-value.ts'
import { type PlanRequest, planDeploy } from '#src/stacks/plan/plan-deploy.ts'
import { image } from '#test/unit/src/stacks/image.ts'
import { template } from '#test/unit/src/stacks/parameter.ts'
import { change } from './change.ts'

const before: StackDescription = {
  stackId: 'arn:stack',
  stackName: 'fleet-dev-cluster',
  status: 'CREATE_COMPLETE',
  statusReason: null,
  parameters: { ImageId: 'ami-00000000000000001', Size: '2', Password: '****', Old: 'x' },
  outputs: {},
  tags: {},
  notificationTopics: [],
  capabilities: [],
  roleArn: null,
  terminationProtection: false,
  createdAt: new Date('2026-10-01'),
  updatedAt: null,
}
const values: ParameterValues = {
  ImageId: { value: 'ami-00000000000000002', source: { kind: 'ami', image: 'ecs' }, noEcho: false },
  Size: { value: '2', source: { kind: 'default' }, noEcho: false },
  Password: { value: 'hunter22', source: { kind: 'flag' }, noEcho: true },
}
const found = image({ imageId: 'ami-00000000000000002' })

function plan(given: Partial<PlanRequest>) {
  return planDeploy({
    stackName: 'fleet-dev-cluster',
    before,
    changeSet: {
      id: 'arn',
      name: 'n',
      stackId: 'arn:stack',
      status: 'CREATE_COMPLETE',
      statusReason: null,
      executionStatus: 'AVAILABLE',
      changes: [
        change({
          logicalId: 'Launch',
          type: 'AWS::EC2::LaunchTemplate',
          details: [{ name: 'UserData', after: 'p=hunter22' }],
        }),
      ],
    },
    template: template({ ImageId: {}, Size: {}, Password: { noEcho: true } }),
    values,
    pseudo: { 'AWS::Region': 'eu-west-1' },
    settings: { tags: {}, notificationTopics: [] },
    services: [],
    amis: [{ parameter: 'ImageId', image: 'ecs', imageId: null, inFile: null, passedOver: null, found }],
    previousAmi: undefined,
    groups: {},
    firstRunSeconds: 600,
    ...given,
  })
}

test('an update: parameters and AMI old → new, secrets hidden', () => {
  expect(plan({ previousAmi: image({ imageId: 'ami-00000000000000001' }) })).toMatchObject({
    kind: 'update',
    parameters: [
      { name: 'ImageId', before: 'ami-00000000000000001', after: 'ami-00000000000000002' },
      { name: 'Password', before: '****', after: '****' },
      { name: 'Old', before: 'x', after: null },
    ],
    ami: {
      parameter: 'ImageId',
      before: { imageId: 'ami-00000000000000001', release: '2023.0.20261022' },
      after: { imageId: 'ami-00000000000000002', agentVersion: '1.108.1', foreign: false },
    },
    changes: [{ logicalId: 'Launch', action: 'change', properties: [{ path: 'UserData', after: 'p=****' }] }],
    warnings: [],
  })
})

test('a new stack: what differs from the defaults; there was no AMI', () => {
  const created = plan({ before: null })
  expect(created).toMatchObject({ kind: 'create', ami: { before: null } })
  expect(created.parameters).toEqual([
    { name: 'ImageId', before: null, after: 'ami-00000000000000002' },
    { name: 'Password', before: null, after: '****' },
  ])
})

test('an AMI that is gone is known by its id alone', () => {
  expect(plan({}).ami?.before).toMatchObject({
    imageId: 'ami-00000000000000001',
    release: null,
    foreign: false,
  })
})

test('nothing changes', () => {
  expect(plan({ changeSet: null })).toMatchObject({ kind: 'unchanged', changes: [] })
})

test('a stack without an AMI', () => {
  expect(plan({ amis: [] }).ami).toBeNull()
})

test('tags and topics that the request would remove are a warning', () => {
  const settings = { tags: { team: 'web' }, notificationTopics: [] }
  const { warnings } = plan({ before: { ...before, tags: { owner: 'ann' } }, settings })
  expect(warnings).toEqual([expect.stringContaining('not in the configuration: owner')])
})

test('a condition on the region is known in the plan', () => {
  const inRegion = (region: string) => {
    const group = {
      type: 'AWS::AutoScaling::AutoScalingGroup',
      properties: { DesiredCapacity: { 'Fn::If': ['IsMain', 3, 1] } },
    }
    const conditions = { IsMain: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, region] } }
    return plan({
      before: null,
      template: { ...template({}, { Group: group }), conditions },
      changeSet: {
        id: 'arn',
        name: 'n',
        stackId: 'arn:stack',
        status: 'CREATE_COMPLETE',
        statusReason: null,
        executionStatus: 'AVAILABLE',
        changes: [change({ action: 'Add', logicalId: 'Group', type: group.type, details: [] })],
      },
    }).changes[0]?.meaning
  }
  expect(inRegion('eu-west-1')).toMatch(/^launches 3 instances/)
  expect(inRegion('us-east-1')).toMatch(/^launches 1 instance /)
})

test('a second AMI that is not verified, or was rejected, is a warning', () => {
  const ami = { image: 'ecs', imageId: null, inFile: null, passedOver: null, found }
  const inChannel = { channel: 'stable', verdict: 'verified' as const, rejected: null }
  const { warnings } = plan({
    amis: [
      { ...ami, parameter: 'ImageId' },
      { ...ami, parameter: 'First', inChannel },
      { ...ami, parameter: 'Second', inChannel: { ...inChannel, verdict: null } },
      { ...ami, parameter: 'Third', inChannel: { ...inChannel, rejected: { reason: 'bad' } } },
    ],
  })
  expect(warnings).toEqual([
    'Second: the stack has the channel stable, and ami-00000000000000002 is not verified',
    'Third: the stack has the channel stable, and ami-00000000000000002 was rejected: bad',
  ])
})
