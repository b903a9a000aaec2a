import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createStackWorld, region, type StackWorld } from '#test/helpers/stack-world.ts'

/** Parameters that may refer to those before them. */
interface Node {
  readonly value: number
  readonly refersTo: readonly number[]
}

const graph = fc
  .array(fc.record({ value: fc.nat(3), refersTo: fc.array(fc.nat(9), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map(nodes =>
    nodes.map(({ value, refersTo }, index) => ({ value, refersTo: refersTo.filter(other => other < index) })),
  )

describe('with any template and any failure', () => {
  test('an operation ends, follows the order of references, and leaves no resource that the stack does not know', async () => {
    await fc.assert(
      fc.asyncProperty(
        graph,
        graph,
        fc.nat(9),
        fc.nat(9),
        async (before, after, createFault, updateFault) => {
          const world = createStackWorld()
          world.failures.set(`create R${createFault}`, 'no')
          await world.engine.createStack({ StackName: 'a', TemplateBody: templateOf(before) }, region)
          await ended(world)
          if (statusOf(world) !== 'CREATE_COMPLETE') {
            expect(statusOf(world)).toBe('ROLLBACK_COMPLETE')
            expect(world.resources.size).toBe(0)
            return
          }
          const contents = JSON.stringify([...world.resources.values()])
          world.failures.clear()
          world.failures.set(`create R${updateFault}`, 'no')
          try {
            await world.engine.updateStack({ StackName: 'a', TemplateBody: templateOf(after) }, region)
          } catch (error) {
            expect((error as Error).message).toBe('No updates are to be performed.')
            return
          }
          await ended(world)
          expect(statusOf(world)).toMatch(/^UPDATE_(ROLLBACK_)?COMPLETE$/)
          if (statusOf(world) === 'UPDATE_ROLLBACK_COMPLETE') {
            expect(JSON.stringify([...world.resources.values()])).toBe(contents)
          }
          const { StackResources } = world.engine.describeStackResources({ StackName: 'a' }, region)
          const known = StackResources.map(resource => resource.PhysicalResourceId)
          expect(known.toSorted()).toEqual([...world.resources.keys()].toSorted())
          expectOrder(world, after)
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)

  test('a nested stack and its parent succeed together or roll back together', async () => {
    await fc.assert(
      fc.asyncProperty(
        graph,
        graph,
        graph,
        graph,
        fc.constantFrom('create R0', 'create R3', 'create N0', 'create N3', 'none'),
        async (before, innerBefore, after, innerAfter, fault) => {
          const world = createStackWorld()
          const nested = {
            Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'inner' } },
          }
          world.templates.set('inner', templateOf(innerBefore, 'N'))
          await world.engine.createStack(
            { StackName: 'a', TemplateBody: templateOf(before, 'R', nested) },
            region,
          )
          await ended(world)
          const contents = JSON.stringify([...world.resources.entries()].sort())
          world.failures.set(fault, 'no')
          world.templates.set('inner', templateOf(innerAfter, 'N'))
          await world.engine.updateStack(
            { StackName: 'a', TemplateBody: templateOf(after, 'R', nested) },
            region,
          )
          await ended(world)
          expect(statusOf(world)).toMatch(/^UPDATE_(ROLLBACK_)?COMPLETE$/)
          if (statusOf(world) === 'UPDATE_ROLLBACK_COMPLETE')
            expect(JSON.stringify([...world.resources.entries()].sort())).toBe(contents)
          const stacks = world.engine.describeStacks({}, region).Stacks
          expect(stacks.map(({ StackStatus }) => StackStatus).join()).not.toMatch(/_IN_PROGRESS|FAILED/)
          const known = stacks.flatMap(({ StackId }) =>
            world.engine
              .describeStackResources({ StackName: StackId }, region)
              .StackResources.map(resource => resource.PhysicalResourceId ?? ''),
          )
          const made = known.filter(physicalId => !physicalId.startsWith('arn:'))
          expect(made.toSorted()).toEqual([...world.resources.keys()].toSorted())
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)
})

function templateOf(nodes: readonly Node[], prefix = 'R', others: object = {}): string {
  const Resources = Object.fromEntries(
    nodes.map(({ value, refersTo }, index) => [
      `${prefix}${index}`,
      {
        Type: 'AWS::SSM::Parameter',
        Properties: {
          Type: 'String',
          Value: {
            'Fn::Join': ['-', [`${value}`, ...refersTo.map(other => ({ Ref: `${prefix}${other}` }))]],
          },
        },
      },
    ]),
  )
  return JSON.stringify({ Resources: { ...Resources, ...others } })
}

function statusOf(world: StackWorld): string | undefined {
  return world.engine.describeStacks({ StackName: 'a' }, region).Stacks[0]?.StackStatus
}

async function ended(world: StackWorld): Promise<void> {
  for (let round = 0; round < 50 && statusOf(world)?.endsWith('_IN_PROGRESS'); round += 1)
    await world.settle()
}

/** Nothing is begun before all that it refers to is done. */
function expectOrder(world: StackWorld, nodes: readonly Node[]): void {
  const events = world.events('a').slice(world.events('a').indexOf('UPDATE_IN_PROGRESS a User Initiated'))
  for (const [index, { refersTo }] of nodes.entries()) {
    const begun = events.findIndex(event => new RegExp(`^\\w+_IN_PROGRESS R${index}\\b`).test(event))
    for (const other of refersTo) {
      const done = events.findIndex(event => new RegExp(`^(CREATE|UPDATE)_COMPLETE R${other}\\b`).test(event))
      if (begun !== -1 && done !== -1) expect(done).toBeLessThan(begun)
    }
  }
}
