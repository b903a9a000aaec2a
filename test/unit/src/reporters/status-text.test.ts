import { describe, expect, test } from 'vitest'
import type { Paint } from '#src/reporters/paint.ts'
import { statusText } from '#src/reporters/status-text.ts'
import type { InstanceStatus, StackStatus } from '#src/stacks/status/types.ts'

const now = new Date('2026-11-21T12:00:00Z')
const marked: Paint = (style, text) => `<${style} ${text}>`

const instance: InstanceStatus = {
  instanceId: 'i-1',
  state: 'running',
  launchedAt: '2026-11-21T11:00:00Z',
  ami: {
    imageId: 'ami-1',
    name: 'ecs-1',
    image: 'ecs',
    project: 'shop',
    release: '2023.9',
    createdAt: '2026-11-01T00:00:00Z',
    agentVersion: null,
    dockerVersion: null,
    kernel: null,
    foreign: false,
  } as unknown as InstanceStatus['ami'],
  behind: { newestImageId: 'ami-1', newestRelease: '2023.9', bakes: 0, days: 0 },
  channelImageId: null,
  container: { status: 'ACTIVE', agentConnected: true, agentVersion: '1.108.1', runningTasks: 2 },
}
const stack: StackStatus = {
  stack: 'cluster',
  environment: null,
  stackName: 'fleet',
  stackId: 's',
  state: 'UPDATE_COMPLETE',
  changedAt: '2026-11-21T10:00:00Z',
  channel: null,
  instances: [],
  services: [],
}
const text = (...stacks: Partial<StackStatus>[]) =>
  statusText(
    stacks.map(replaced => ({ ...stack, ...replaced })),
    now,
    marked,
  )
const line = (replaced: Partial<InstanceStatus>) =>
  text({ instances: [{ ...instance, ...replaced }] }).split('\n')[1]

test.each([
  ['UPDATE_COMPLETE', 'green'],
  ['UPDATE_IN_PROGRESS', 'yellow'],
  ['UPDATE_ROLLBACK_COMPLETE', 'yellow'],
  ['ROLLBACK_COMPLETE', 'red'],
  ['UPDATE_ROLLBACK_FAILED', 'red'],
])('a stack in %s is %s', (state, style) => {
  expect(text({ state })).toBe(`<bold fleet>  <${style} ${state}>, changed 2 hours ago\n  no instances\n`)
})

test('a stack that does not exist, and one without a time', () => {
  expect(text({ state: null }, { changedAt: null })).toBe(
    '<bold fleet>  <dim not deployed>\n\n<bold fleet>  <green UPDATE_COMPLETE>\n  no instances\n',
  )
})

test('an instance of the newest AMI', () => {
  expect(line({})).toBe('  i-1  ecs 2023.9, ami-1  <green newest>  agent connected, 2 tasks  up 1 hour')
})

test.each<[Partial<InstanceStatus>, string]>([
  [{ state: 'shutting-down' }, '<yellow shutting-down>'],
  [{ container: null }, '<yellow not in the cluster>'],
  [{ ami: { ...instance.ami, createdAt: null } }, '<red ami-1 (deleted)>'],
  [{ behind: { newestImageId: 'ami-2', newestRelease: null, bakes: 1, days: 0 } }, '<yellow 1 bake behind>'],
  [
    { behind: { newestImageId: 'ami-2', newestRelease: null, bakes: 2, days: 9 } },
    '<yellow 2 bakes, 9 days behind>',
  ],
])('an instance with %o', (replaced, expected) => {
  expect(line(replaced)).toContain(expected)
})

test('an instance whose agent is not connected, and one that drains', () => {
  const container = { status: 'DRAINING', agentConnected: false, agentVersion: null, runningTasks: 1 }
  expect(line({ container })).toContain('<yellow draining>  <red agent not connected>, 1 task')
  expect(line({ behind: null })).not.toMatch(/newest|behind/)
})

describe('a service', () => {
  const service = {
    name: 'web',
    state: 'ACTIVE',
    desired: 2,
    running: 2,
    pending: 0,
    taskDefinition: 'web:12',
    images: [{ container: 'app', image: 'packer-ecs/web:1.2' }],
    deployment: 'COMPLETED',
  }
  const line = (replaced: Partial<typeof service>) =>
    text({ services: [{ ...service, ...replaced }] }).split('\n')[1]

  test('has its running and desired tasks, its revision and its images', () => {
    expect(line({})).toBe('  service web  <green 2/2 tasks>  web:12  app packer-ecs/web:1.2')
  })

  test('shows tasks that are missing and a deployment that runs or failed', () => {
    expect(line({ running: 1, pending: 1, deployment: 'IN_PROGRESS' })).toBe(
      '  service web  <yellow 1/2 tasks>  <yellow 1 pending>  web:12  app packer-ecs/web:1.2  <yellow deploying>',
    )
    expect(line({ deployment: 'FAILED' })).toMatch(/<red deployment failed>$/)
  })
})

test('a stack with a channel is compared with the channel, not with the newest AMI', () => {
  const shown = (channelImageId: string | null) =>
    text({ channel: 'stable', instances: [{ ...instance, channelImageId }] })
  expect(shown('ami-1')).toContain('changed 2 hours ago, channel stable\n')
  expect(shown('ami-1')).toContain('<green as stable>')
  expect(shown('ami-2')).toContain('<yellow behind stable, which holds ami-2>')
  expect(shown(null)).not.toContain('newest')
})
