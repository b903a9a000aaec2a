import { beforeEach, describe, expect, test } from 'vitest'
import { createStackWorld, region, type StackWorld } from '#test/helpers/stack-world.ts'

const url = 'https://templates.s3.amazonaws.com/inner.yml'
const inner = (days: number) => `
Resources:
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: ${days} } }
Outputs:
  Group: { Value: !Ref Logs }
`
const outer = (note = 'x') => `
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: '${url}' }
  Note:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Value: ${note}, Description: !GetAtt Inner.Outputs.Group }
`

describe('a change set with nested stacks', () => {
  let world: StackWorld

  beforeEach(() => {
    world = createStackWorld()
    world.templates.set(url, inner(1))
  })

  const named = { StackName: 'a', ChangeSetName: 'c' }
  const describeSet = (input: object = named) => world.engine.describeChangeSet({ ...input }, region)
  async function plan(type: 'CREATE' | 'UPDATE', TemplateBody = outer()) {
    const input = { ...named, ChangeSetType: type, TemplateBody, IncludeNestedStacks: true }
    await world.engine.createChangeSet(input, region)
    return describeSet()
  }
  async function create() {
    await plan('CREATE')
    world.engine.executeChangeSet(named, region)
    await world.settle()
  }
  const changed = ({ Changes }: ReturnType<typeof describeSet>) =>
    Changes.map(({ ResourceChange }) => `${ResourceChange.Action} ${ResourceChange.LogicalResourceId}`)
  const childId = (found: ReturnType<typeof describeSet>) =>
    found.Changes.find(({ ResourceChange }) => ResourceChange.LogicalResourceId === 'Inner')?.ResourceChange
      .ChangeSetId ?? ''
  const status = (StackName: string) =>
    world.engine.describeStacks({ StackName }, region).Stacks[0]?.StackStatus

  test('names the change set of a new nested stack, which is in review', async () => {
    const root = await plan('CREATE')
    expect(root).toMatchObject({ Status: 'CREATE_COMPLETE', IncludeNestedStacks: true })
    const child = describeSet({ ChangeSetName: childId(root) })
    expect(changed(child)).toEqual(['Add Logs'])
    expect(child).toMatchObject({ ParentChangeSetId: root.ChangeSetId, RootChangeSetId: root.ChangeSetId })
    expect(status(child.StackId)).toBe('REVIEW_IN_PROGRESS')
  })

  test('creates all of it', async () => {
    await create()
    expect(status('a')).toBe('CREATE_COMPLETE')
    expect(world.resources.size).toBe(2)
  })

  test('has no changes if neither stack has any', async () => {
    await create()
    expect(await plan('UPDATE')).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringContaining("didn't contain changes"),
    })
  })

  test('leaves out a nested stack that stays the same', async () => {
    await create()
    expect(changed(await plan('UPDATE', outer('y')))).toEqual(['Modify Note'])
  })

  test('has a change only in the nested stack', async () => {
    await create()
    world.templates.set(url, inner(2))
    const root = await plan('UPDATE')
    expect(changed(root)).toContain('Modify Inner')
    expect(changed(describeSet({ ChangeSetName: childId(root) }))).toEqual(['Modify Logs'])
    world.engine.executeChangeSet(named, region)
    await world.settle()
    expect(status('a')).toBe('UPDATE_COMPLETE')
  })

  test('fails if that of a nested stack fails', async () => {
    await create()
    world.templates.set(url, 'Resources: {Logs: {Type: AWS::Logs::LogGroup, Properties: {Days: 1}}}')
    expect(await plan('UPDATE')).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringMatching(/^Nested change set .* was not successfully created/),
    })
  })

  test('is executed and deleted as a whole', async () => {
    const root = await plan('CREATE')
    const child = { ChangeSetName: childId(root) }
    const { StackId } = describeSet(child)
    expect(() => world.engine.executeChangeSet(child, region)).toThrow('only its root')
    expect(() => world.engine.deleteChangeSet(child, region)).toThrow('only its root')
    world.engine.deleteChangeSet(named, region)
    expect(() => describeSet(child)).toThrow('does not exist')
    expect(() => status(StackId)).toThrow('does not exist')
  })
})
