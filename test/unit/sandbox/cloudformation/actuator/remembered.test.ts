import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { createActuator } from '#sandbox/cloudformation/actuator/actuator.ts'
import { createRemembered } from '#sandbox/cloudformation/actuator/remembered.ts'
import { takenNames } from '#sandbox/cloudformation/actuator/taken-names.ts'
import { createWaitHandles } from '#sandbox/cloudformation/actuator/wait-handles.ts'
import { createEngine } from '#sandbox/cloudformation/engine/engine.ts'
import type { MotoClient } from '#sandbox/moto/client.ts'

const region = { region: 'eu-west-1' }
const accountId = '123456789012'
const daily = { FlexibleTimeWindow: { Mode: 'OFF' }, ScheduleExpression: 'rate(1 day)', Target: {} }
const template = {
  Resources: {
    Images: { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 'web', ...daily } },
    Files: { Type: 'AWS::Scheduler::Schedule', Properties: daily },
    Nightly: {
      Type: 'AWS::Events::Rule',
      Properties: { Description: 'one', ScheduleExpression: 'rate(1 day)' },
    },
  },
  Outputs: {
    Images: { Value: { Ref: 'Images' } },
    ImagesArn: { Value: { 'Fn::GetAtt': ['Images', 'Arn'] } },
    Files: { Value: { Ref: 'Files' } },
    FilesArn: { Value: { 'Fn::GetAtt': ['Files', 'Arn'] } },
    Nightly: { Value: { Ref: 'Nightly' } },
    NightlyArn: { Value: { 'Fn::GetAtt': ['Nightly', 'Arn'] } },
  },
}

let engine: ReturnType<typeof createEngine>
let askedOfMoto: string[]

beforeEach(() => {
  let count = 0
  const uniqueId = () => createHash('md5').update(`${++count}`).digest('hex')
  const remembered = createRemembered({ accountId, uniqueId })
  askedOfMoto = []
  const moto = {
    async resource({ type }: { type: string }) {
      askedOfMoto.push(type)
      return {}
    },
    taken: async (_: string, names: readonly object[]) => names.map(() => false),
  } as unknown as MotoClient
  engine = createEngine({
    actuator: createActuator({
      waitHandles: createWaitHandles({
        endpoint: 'http://10.1.2.1',
        clock: { now: () => new Date() },
        signal: () => {},
      }),
      moto,
      remembered,
      delegates: {
        remember: () => undefined,
        credentialsFor: () => ({ accessKeyId: 'a', secretAccessKey: 's' }),
      },
      endpoint: 'http://gateway',
      nextPass: async () => undefined,
      services: { stabilized: async () => undefined },
    }),
    clock: { now: () => new Date(0), sleep: () => new Promise(() => undefined) },
    uniqueId,
    accountId,
    lookUp: async () => ({ parameters: {}, zones: [] }),
    readTemplate: async () => '',
    taken: takenNames(moto, remembered),
  })
})

const settle = () => new Promise(resolve => setTimeout(resolve, 5))
const bodyOf = (one: object) => ({ StackName: 'web', TemplateBody: JSON.stringify(one) })
const create = async (one: object = template) => {
  await engine.createStack(bodyOf(one), region)
  await settle()
}
const update = async (properties: Record<string, object>) => {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => [
      id,
      properties[id] === undefined ? resource : { ...resource, Properties: properties[id] },
    ]),
  )
  await engine.updateStack(bodyOf({ ...template, Resources }), region)
  await settle()
}
const stack = () => engine.describeStacks({ StackName: 'web' }, region).Stacks[0]
const outputs = () =>
  Object.fromEntries(stack()?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [])

describe('a remembered resource', () => {
  it('has the Ref and the attributes that its type declares, without a call of its service', async () => {
    await create()
    expect(stack()?.StackStatus).toBe('CREATE_COMPLETE')
    const { Files, Nightly, ...others } = outputs()
    expect(Files).toMatch(/^web-files-[0-9a-z]{12}$/)
    expect(Nightly).toMatch(/^web-nightly-[0-9a-z]{12}$/)
    expect(others).toEqual({
      Images: 'web',
      ImagesArn: `arn:aws:scheduler:eu-west-1:${accountId}:schedule/web`,
      FilesArn: `arn:aws:scheduler:eu-west-1:${accountId}:schedule/${Files}`,
      NightlyArn: `arn:aws:events:eu-west-1:${accountId}:rule/${Nightly}`,
    })
    expect(askedOfMoto).toEqual([])
  })

  it('keeps its name when a property changes that can be updated', async () => {
    await create()
    const before = outputs()
    await update({ Nightly: { Description: 'two', ScheduleExpression: 'rate(1 day)' } })
    expect(stack()?.StackStatus).toBe('UPDATE_COMPLETE')
    expect(outputs()).toEqual(before)
  })

  it('is replaced when a property changes that cannot be updated', async () => {
    await create()
    await update({ Images: { Name: 'api', ...daily } })
    expect(outputs()).toMatchObject({
      Images: 'api',
      ImagesArn: `arn:aws:scheduler:eu-west-1:${accountId}:schedule/api`,
    })
    await update({ Images: { Name: 'web', ...daily } })
    expect(outputs().Images).toBe('web')
  })

  it('frees its name when it is deleted', async () => {
    await create()
    engine.deleteStack({ StackName: 'web' }, region)
    await settle()
    await create()
    expect(stack()?.StackStatus).toBe('CREATE_COMPLETE')
  })

  it('is refused with an unknown property', async () => {
    await create({
      Resources: { Files: { Type: 'AWS::Scheduler::Schedule', Properties: { Label: 'x', ...daily } } },
    })
    expect(stack()?.StackStatus).toBe('ROLLBACK_COMPLETE')
    const reasons = engine
      .describeStackEvents({ StackName: 'web' }, region)
      .StackEvents.map(event => event.ResourceStatusReason)
    expect(reasons).toContain(
      'Properties validation failed for resource Files with message:\n[#: extraneous key [Label] is not permitted]',
    )
  })

  it('is refused under a name that is in use', async () => {
    const schedule = { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 'web', ...daily } }
    await create({ Resources: { One: schedule, Two: { ...schedule, DependsOn: 'One' } } })
    expect(stack()?.StackStatus).toBe('ROLLBACK_COMPLETE')
    const reasons = engine
      .describeStackEvents({ StackName: 'web' }, region)
      .StackEvents.map(event => event.ResourceStatusReason)
    expect(reasons.join('\n')).toContain(
      `"Resource of type 'AWS::Scheduler::Schedule' with identifier 'web' already exists." (RequestToken: `,
    )
  })

  it('is found by the early validation of a change set', async () => {
    await create()
    const { Id } = await engine.createChangeSet(
      { ...bodyOf(template), StackName: 'other', ChangeSetName: 'c', ChangeSetType: 'CREATE' },
      region,
    )
    const { OperationEvents } = engine.describeEvents(
      { ChangeSetName: Id, Filters: { FailedEvents: true } },
      region,
    )
    expect(OperationEvents).toMatchObject([{ LogicalResourceId: 'Images' }])
  })
})
