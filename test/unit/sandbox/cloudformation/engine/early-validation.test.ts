import { beforeEach, describe, expect, test } from 'vitest'
import { createStackWorld, region, type StackWorld } from '#test/helpers/stack-world.ts'

const group = (name: string) => `
Resources:
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: ${name} } }
`

describe('a change set', () => {
  let world: StackWorld

  beforeEach(async () => {
    world = createStackWorld()
    await world.engine.createStack({ StackName: 'other', TemplateBody: group('taken') }, region)
    await world.settle()
  })

  async function changeSet(TemplateBody: string) {
    const named = { StackName: 'a', ChangeSetName: 'c' }
    await world.engine.createChangeSet({ ...named, ChangeSetType: 'CREATE', TemplateBody }, region)
    const { Status, StatusReason, ExecutionStatus } = world.engine.describeChangeSet(named, region)
    const failed = { ChangeSetName: 'c', StackName: 'a', Filters: { FailedEvents: true } }
    const { OperationEvents } = world.engine.describeEvents(failed, region)
    return { Status, StatusReason, ExecutionStatus, events: OperationEvents }
  }

  test('that would create an existing resource fails, and DescribeEvents has the reason', async () => {
    const { events, ...described } = await changeSet(group('taken'))
    expect(described).toEqual({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason: expect.stringContaining(
        'validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. ',
      ),
    })
    expect(events).toEqual([
      expect.objectContaining({
        EventType: 'VALIDATION_ERROR',
        LogicalResourceId: 'Logs',
        ValidationName: 'NAME_CONFLICT_VALIDATION',
        ValidationStatusReason:
          "Resource of type 'AWS::Logs::LogGroup' with identifier 'taken' already exists.",
        ValidationPath: '/Resources/Logs',
      }),
    ])
  })

  test('with unknown or missing properties fails', async () => {
    const { StatusReason, events } = await changeSet(`
Resources:
  Note: { Type: 'AWS::SSM::Parameter', Properties: { Type: String, Colour: red } }`)
    expect(StatusReason).toContain('[AWS::EarlyValidation::PropertyValidation]')
    expect(events.map(event => [event.ValidationPath, event.ValidationStatusReason])).toEqual([
      ['/Resources/Note/Properties', '#: required key [Value] not found'],
      ['/Resources/Note/Properties', '#: extraneous key [Colour] is not permitted'],
    ])
  })

  test('is ready if its names are free or belong to the stack', async () => {
    expect(await changeSet(group('free'))).toMatchObject({ Status: 'CREATE_COMPLETE', events: [] })
    world.engine.executeChangeSet({ StackName: 'a', ChangeSetName: 'c' }, region)
    await world.settle()
    const kept = {
      StackName: 'a',
      ChangeSetName: 'd',
      TemplateBody: `${group('free')}  Topic: { Type: AWS::SNS::Topic }`,
    }
    await world.engine.createChangeSet(kept, region)
    expect(world.engine.describeChangeSet(kept, region)).toMatchObject({ Status: 'CREATE_COMPLETE' })
  })
})
