import { beforeEach, describe, expect, test } from 'vitest'
import { createStackWorld, region, type StackWorld } from '#test/helpers/stack-world.ts'

const template = `
Parameters:
  Name: { Type: String, Default: one }
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { TopicName: !Ref Name }
  Parameter:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Value: !GetAtt Topic.TopicName, Description: d }
Outputs:
  Topic: { Value: !Ref Topic, Export: { Name: !Sub '\${AWS::StackName}-Topic' } }
`

describe('a stack', () => {
  let world: StackWorld

  beforeEach(() => {
    world = createStackWorld()
  })

  const status = (name = 'a') =>
    world.engine.describeStacks({ StackName: name }, region).Stacks[0]?.StackStatus
  const create = async (TemplateBody = template) => {
    await world.engine.createStack({ StackName: 'a', TemplateBody }, region)
    await world.settle()
  }
  const update = async (value: string, TemplateBody = template) => {
    const Parameters = [{ ParameterKey: 'Name', ParameterValue: value }]
    await world.engine.updateStack({ StackName: 'a', TemplateBody, Parameters }, region)
    await world.settle()
  }

  test('is created in the order of its references, with an event for each step', async () => {
    await create()
    expect(world.events('a')).toEqual([
      'CREATE_IN_PROGRESS a User Initiated',
      'CREATE_IN_PROGRESS Topic',
      'CREATE_IN_PROGRESS Topic Resource creation Initiated',
      'CREATE_COMPLETE Topic',
      'CREATE_IN_PROGRESS Parameter',
      'CREATE_IN_PROGRESS Parameter Resource creation Initiated',
      'CREATE_COMPLETE Parameter',
      'CREATE_COMPLETE a',
    ])
    expect(world.engine.listExports({}, region).Exports).toMatchObject([{ Name: 'a-Topic' }])
  })

  test('is not updated when nothing changes', async () => {
    await create()
    await expect(update('one')).rejects.toThrow('No updates are to be performed.')
  })

  test('passes changed tags to resources that support tags, and reverts them with a failed update', async () => {
    const launch = '  Launch: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateData: {} } }'
    const body = template.replace('Resources:', `Resources:\n${launch}`)
    await create(body)
    world.calls.length = 0
    world.failures.set('create Last', 'no')
    const last = '  Last: { Type: AWS::SNS::Topic, DependsOn: Parameter }'
    const TemplateBody = body.replace('Resources:', `Resources:\n${last}`)
    const Tags = [{ Key: 'team', Value: 'web' }]
    await world.engine.updateStack({ StackName: 'a', TemplateBody, Tags }, region)
    await world.settle()
    expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE')
    const tagged = ['update Topic', 'update Parameter']
    expect(world.calls).toEqual([...tagged, 'create Last', ...tagged])
  })

  test('replaces a resource that cannot be updated, and deletes the old one last', async () => {
    await create()
    await update('two')
    expect(status()).toBe('UPDATE_COMPLETE')
    expect(world.calls.slice(2)).toEqual(['create Topic', 'update Parameter', 'remove Topic'])
    expect(world.events('a').slice(-4)).toEqual([
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS a',
      'DELETE_IN_PROGRESS Topic',
      'DELETE_COMPLETE Topic',
      'UPDATE_COMPLETE a',
    ])
  })

  test('rolls back a failed update, and restores replaced resources', async () => {
    await create()
    const before = [...world.resources.keys()]
    world.failures.set('update Parameter', 'no')
    const failing = update('two')
    await failing
    expect(status()).toBe('UPDATE_ROLLBACK_FAILED')
    world.failures.clear()
    world.engine.continueUpdateRollback({ StackName: 'a' }, region)
    await world.settle()
    expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect([...world.resources.keys()]).toEqual(before)
  })

  test('is rolled back when its creation fails', async () => {
    world.failures.set('create Parameter', 'Resource handler returned message: "no"')
    await create()
    expect(status()).toBe('ROLLBACK_COMPLETE')
    expect(world.resources.size).toBe(0)
    expect(world.events('a')).toContain(
      'ROLLBACK_IN_PROGRESS a The following resource(s) failed to create: [Parameter]. Rollback requested by user.',
    )
  })

  test('is deleted with its resources, and can still be read by its id', async () => {
    await create()
    const { StackId } = world.engine.describeStacks({ StackName: 'a' }, region).Stacks[0] ?? {}
    world.engine.deleteStack({ StackName: 'a' }, region)
    await world.settle()
    expect(() => status()).toThrow('Stack with id a does not exist')
    expect(status(StackId)).toBe('DELETE_COMPLETE')
    expect(world.resources.size).toBe(0)
  })

  test('has numbers and booleans of metadata as text, as cfn-init needs them', async () => {
    const metadata = 'Metadata: { mode: 000400, ensureRunning: true, files: [1] }'
    await create(template.replace('Topic:\n    Type', `Topic:\n    ${metadata}\n    Type`))
    const { StackResourceDetail } = world.engine.describeStackResource(
      { StackName: 'a', LogicalResourceId: 'Topic' },
      region,
    )
    expect(JSON.parse((StackResourceDetail as { Metadata?: string }).Metadata ?? '')).toEqual({
      mode: '256',
      ensureRunning: 'true',
      files: ['1'],
    })
  })

  test('can have types that the sandbox does not offer only where a condition is false', async () => {
    const offered = (condition: string) =>
      create(
        `${template}Conditions:
  IsReal: !Equals [!Ref AWS::Region, nowhere]
  IsRehearsed: !Not [Condition: IsReal]
`.replace('Resources:', `Resources:\n  Real: { Type: AWS::Lambda::Function, Condition: ${condition} }`),
      )
    await expect(offered('IsRehearsed')).rejects.toThrow(
      'the sandbox does not offer the resource types [AWS::Lambda::Function]; CloudFormation on AWS does.',
    )
    await offered('IsReal')
    expect(status()).toBe('CREATE_COMPLETE')
  })

  test('is not deleted while it is protected', async () => {
    await create()
    world.engine.updateTerminationProtection({ StackName: 'a', EnableTerminationProtection: true }, region)
    expect(() => world.engine.deleteStack({ StackName: 'a' }, region)).toThrow(
      'TerminationProtection is enabled',
    )
  })

  test('is created once by calls with the same token', async () => {
    const call = { StackName: 'a', TemplateBody: template, ClientRequestToken: 't' }
    const first = await world.engine.createStack(call, region)
    await expect(world.engine.createStack(call, region)).resolves.toEqual(first)
  })
})
