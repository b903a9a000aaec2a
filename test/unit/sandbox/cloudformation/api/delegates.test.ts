import { beforeEach, expect, test } from 'vitest'
import { createDelegates, type Delegates } from '#sandbox/cloudformation/api/delegates.ts'
import type { Caller } from '#sandbox/sts/caller.ts'
import { createSessions, type Sessions } from '#sandbox/sts/sessions.ts'

const own = { accountId: '1', accessKeyId: 'AKIAOWN', secretAccessKey: 'secret' }
const clock = { now: () => new Date('2026-11-21T00:00:00Z'), sleep: async () => undefined }
const region = 'us-east-1'
const administrator: Caller = { ...own, arn: 'a', userId: 'a', identity: { kind: 'administrator' } }
const deployer: Caller = { ...own, arn: 'd', userId: 'd', identity: { kind: 'role', name: 'deployer' } }
const roleArn = 'arn:aws:iam::1:role/for-stacks'

let sessions: Sessions
let delegates: Delegates
beforeEach(() => {
  sessions = createSessions(clock)
  delegates = createDelegates(own, sessions)
})
const actingFor = (stackName: string) =>
  sessions.find(delegates.credentialsFor(region, stackName).accessKeyId)?.caller

test("a stack of the administrator uses the administrator's key", () => {
  delegates.remember('CreateStack', region, { StackName: 'web' }, administrator)
  expect(delegates.credentialsFor(region, 'web')).toMatchObject(own)
})

test('a stack acts for the last caller, through CloudFormation', () => {
  delegates.remember('CreateStack', region, { StackName: 'web' }, administrator)
  delegates.remember('UpdateStack', region, { StackName: 'web' }, deployer)
  expect(actingFor('web')).toMatchObject({
    identity: deployer.identity,
    via: 'cloudformation.amazonaws.com',
  })
})

test('reading a stack does not change its caller', () => {
  delegates.remember('CreateStack', region, { StackName: 'web' }, administrator)
  delegates.remember('DescribeStacks', region, { StackName: 'web' }, deployer)
  expect(delegates.credentialsFor(region, 'web')).toMatchObject(own)
})

test('a stack can be identified by name or ARN', () => {
  const arn = `arn:aws:cloudformation:${region}:1:stack/web/uuid`
  delegates.remember('DeleteStack', region, { StackName: arn }, deployer)
  expect(actingFor('web')).toMatchObject({ identity: deployer.identity })
})

test('a service role is kept for later calls without one, until the stack is created again', () => {
  delegates.remember('CreateStack', region, { StackName: 'web', RoleARN: roleArn }, deployer)
  delegates.remember('UpdateStack', region, { StackName: 'web' }, deployer)
  expect(actingFor('web')).toMatchObject({ identity: { kind: 'role', name: 'for-stacks' } })
  delegates.remember('CreateStack', region, { StackName: 'web' }, deployer)
  expect(actingFor('web')).toMatchObject({ identity: deployer.identity })
})

test('its credentials stay the same until another caller changes the stack', () => {
  delegates.remember('CreateStack', region, { StackName: 'web' }, deployer)
  expect(delegates.credentialsFor(region, 'web')).toBe(delegates.credentialsFor(region, 'web'))
})
