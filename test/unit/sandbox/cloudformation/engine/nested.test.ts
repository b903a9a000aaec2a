import { beforeEach, describe, expect, test } from 'vitest'
import { createStackWorld, region, type StackWorld } from '#test/helpers/stack-world.ts'

const url = 'https://templates.s3.amazonaws.com/inner.yml'

/** A topic, and a parameter made after it. */
const inner = (name: string, value = name) => `
Parameters:
  Prefix: { Type: String, Default: none }
Resources:
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: ${name} } }
  Note: { Type: 'AWS::SSM::Parameter', Properties: { Type: String, Value: ${value}, Description: !Ref Topic } }
Outputs:
  Topic: { Value: !Ref Topic }
`

/** A nested stack, and after it a log group with its output as name. */
const outer = (prefix = 'a', retention = 1) => `
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: '${url}', Parameters: { Prefix: ${prefix} } }
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: !GetAtt Inner.Outputs.Topic, RetentionInDays: ${retention} }
`

describe('a nested stack', () => {
  let world: StackWorld

  beforeEach(() => {
    world = createStackWorld()
    world.templates.set(url, inner('one'))
  })

  const stackOf = (StackName: string) => world.engine.describeStacks({ StackName }, region).Stacks[0]
  const innerId = () => {
    const { StackResources } = world.engine.describeStackResources({ StackName: 'a' }, region)
    return StackResources.find(resource => resource.LogicalResourceId === 'Inner')?.PhysicalResourceId ?? ''
  }
  const create = async (TemplateBody = outer(), more = {}) => {
    await world.engine.createStack({ StackName: 'a', TemplateBody, ...more }, region)
    await world.settle()
  }
  const update = async (TemplateBody = outer()) => {
    await world.engine.updateStack({ StackName: 'a', TemplateBody }, region)
    await world.settle()
  }

  test("is a separate stack with its parent's name, and completes before its parent continues", async () => {
    await create(outer(), { Tags: [{ Key: 'team', Value: 'web' }] })
    const id = innerId()
    expect(stackOf(id)).toMatchObject({
      StackName: expect.stringMatching(/^a-Inner-[A-Z0-9]{12}$/),
      StackStatus: 'CREATE_COMPLETE',
      ParentId: stackOf('a')?.StackId,
      RootId: stackOf('a')?.StackId,
      Parameters: [{ ParameterKey: 'Prefix', ParameterValue: 'a' }],
      Tags: [{ Key: 'team', Value: 'web' }],
    })
    expect(world.calls).toEqual(['create Topic', 'create Note', 'create Logs'])
    expect(world.events('a').slice(0, 4)).toEqual([
      'CREATE_IN_PROGRESS a User Initiated',
      'CREATE_IN_PROGRESS Inner',
      'CREATE_IN_PROGRESS Inner Resource creation Initiated',
      'CREATE_COMPLETE Inner',
    ])
    expect(
      world.resources.get([...world.resources.keys()].find(key => key.startsWith('Logs')) ?? ''),
    ).toEqual({
      LogGroupName: expect.stringMatching(/^Topic-/),
      RetentionInDays: 1,
    })
  })

  test('that cannot be created fails its parent, and both are deleted', async () => {
    world.failures.set('create Note', 'no')
    await create()
    expect(stackOf('a')?.StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(stackOf(innerId())?.StackStatus).toBe('DELETE_COMPLETE')
    expect(world.resources.size).toBe(0)
    expect(world.events(innerId())).toContain(
      `CREATE_FAILED ${stackOf(innerId())?.StackName} The following resource(s) failed to create: [Note]. `,
    )
    expect(world.events('a')).toContain(
      `CREATE_FAILED Inner Embedded stack ${innerId()} was not successfully created: The following resource(s) failed to create: [Note].`,
    )
  })

  test('whose template is missing, or requires an unacknowledged capability, fails with the reason', async () => {
    world.templates.delete(url)
    await create()
    expect(world.events('a')).toContain('CREATE_FAILED Inner S3 error: The specified key does not exist.')
    world.engine.deleteStack({ StackName: 'a' }, region)
    await world.settle()
    world.templates.set(
      url,
      'Resources: { Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } } }',
    )
    await create(outer().replace('Inner.Outputs.Topic', 'Inner.StackId'))
    expect(world.events('a')).toContain('CREATE_FAILED Inner Requires capabilities : [CAPABILITY_IAM]')
  })

  test('is part of every update, and changes only if there is a difference', async () => {
    await create()
    world.calls.length = 0
    await update()
    expect(world.calls).toEqual([])
    expect(world.events(innerId()).at(-1)).toMatch(/^CREATE_COMPLETE/)
    expect(stackOf('a')?.StackStatus).toBe('UPDATE_COMPLETE')
  })

  test('ends its update together with its parent', async () => {
    await create()
    world.templates.set(url, inner('two'))
    await update()
    expect(world.events('a').slice(-5)).toEqual([
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS a',
      'DELETE_IN_PROGRESS Logs',
      'DELETE_COMPLETE Logs',
      'UPDATE_COMPLETE Inner',
      'UPDATE_COMPLETE a',
    ])
    expect(world.events(innerId()).slice(-4)).toEqual([
      `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS ${stackOf(innerId())?.StackName}`,
      'DELETE_IN_PROGRESS Topic',
      'DELETE_COMPLETE Topic',
      `UPDATE_COMPLETE ${stackOf(innerId())?.StackName}`,
    ])
    expect(world.calls.slice(3)).toEqual([
      ...['create Topic', 'update Note', 'create Logs'],
      ...['remove Logs', 'remove Topic'],
    ])
    expect(stackOf(innerId())?.StackStatus).toBe('UPDATE_COMPLETE')
  })

  test('that was updated rolls back when its parent fails', async () => {
    await create()
    const before = [...world.resources.keys()]
    world.templates.set(url, inner('two'))
    world.failures.set('create Logs', 'no')
    await update()
    expect(stackOf('a')?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(stackOf(innerId())?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect([...world.resources.keys()]).toEqual(before)
    expect(world.events(innerId()).map(event => event.split(' ')[0])).toContain('UPDATE_ROLLBACK_IN_PROGRESS')
  })

  test('that cannot be updated rolls its parent back', async () => {
    await create()
    world.templates.set(url, inner('one', 'other'))
    world.failures.set('update Note', 'no')
    await update()
    const failed = world.events('a').find(event => event.startsWith('UPDATE_FAILED Inner'))
    expect(failed).toMatch(
      /Embedded stack arn:.* was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource\(s\) failed to update: \[Note\]\.$/,
    )
  })

  test("whose rollback fails continues with its parent's rollback", async () => {
    await create()
    world.templates.set(url, inner('one', 'other'))
    world.failures.set('update Note', 'no')
    await update()
    expect(stackOf('a')?.StackStatus).toBe('UPDATE_ROLLBACK_FAILED')
    expect(stackOf(innerId())?.StackStatus).toBe('UPDATE_ROLLBACK_FAILED')
    world.failures.clear()
    world.engine.continueUpdateRollback({ StackName: 'a' }, region)
    await world.settle()
    expect(stackOf('a')?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(stackOf(innerId())?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  test('that waits for signals is cancelled when another resource fails', async () => {
    world.templates.set(
      url,
      `Resources:
        Fleet:
          Type: AWS::AutoScaling::AutoScalingGroup
          Properties: { MinSize: 1, MaxSize: 1 }
          CreationPolicy: { ResourceSignal: { Count: 1, Timeout: PT1H } }`,
    )
    await create(`
Resources:
  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: '${url}' } }
  Beside:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { MinSize: 1, MaxSize: 1 }
    CreationPolicy: { ResourceSignal: { Count: 1, Timeout: PT5M } }`)
    expect(stackOf(innerId())?.StackStatus).toBe('CREATE_IN_PROGRESS')
    await world.pass(301)
    expect(world.events('a')).toContain('CREATE_FAILED Inner Resource creation cancelled')
    expect(world.events(innerId())).toContain('CREATE_FAILED Fleet Resource creation cancelled')
    expect(stackOf(innerId())?.StackStatus).toBe('DELETE_COMPLETE')
    expect(stackOf('a')?.StackStatus).toBe('ROLLBACK_COMPLETE')
  })

  test('can contain another one, and both have the id of the root stack', async () => {
    const middle = url.replace('inner', 'middle')
    const around = (inside: string) =>
      `Resources: { Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: '${inside}' } } }`
    world.templates.set(middle, around(url))
    await create(around(middle))
    const innermost = world.engine.describeStacks({}, region).Stacks[0]
    expect(innermost).toMatchObject({ ParentId: innerId(), RootId: stackOf('a')?.StackId })
    world.templates.set(url, inner('two'))
    await update(around(middle))
    expect(stackOf('a')?.StackStatus).toBe('UPDATE_COMPLETE')
    expect(stackOf(innermost?.StackId ?? '')?.StackStatus).toBe('UPDATE_COMPLETE')
  })

  test('is deleted with its parent', async () => {
    await create()
    const id = innerId()
    world.engine.deleteStack({ StackName: 'a' }, region)
    await world.settle()
    expect(stackOf(id)?.StackStatus).toBe('DELETE_COMPLETE')
    expect(world.resources.size).toBe(0)
  })

  test('is listed in every change set, because its template may have changed', async () => {
    await create()
    const call = { StackName: 'a', ChangeSetName: 'c', TemplateBody: outer() }
    await world.engine.createChangeSet(call, region)
    const { Changes } = world.engine.describeChangeSet(call, region)
    expect(Changes[0]?.ResourceChange).toMatchObject({
      LogicalResourceId: 'Inner',
      Action: 'Modify',
      Replacement: 'False',
      Details: [{ ChangeSource: 'Automatic', Evaluation: 'Dynamic' }],
    })
  })
})
