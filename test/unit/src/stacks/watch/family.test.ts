import { expect, test } from 'vitest'
import type { StackEvent } from '#src/aws/stack.ts'
import { createFamily } from '#src/stacks/watch/family.ts'
import { event, ofStack, paged, stackId } from './events.ts'

const childId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/fleet-Network/2'
const ofChild = { stackId: childId, stackName: 'fleet-Network' }

function world(histories: Record<string, StackEvent[]>) {
  const asked: string[] = []
  const pages = (id: string, next: string | null) => {
    asked.push(id)
    return paged(histories[id] ?? []).page(next)
  }
  return { asked, family: createFamily(stackId, null, pages) }
}

test('a nested stack is told where it happened, one level deeper', async () => {
  const nested = { type: 'AWS::CloudFormation::Stack', physicalId: childId }
  const parent = [ofStack('CREATE_IN_PROGRESS'), event('Network', 'CREATE_IN_PROGRESS', nested)]
  const child = [
    ofStack('CREATE_IN_PROGRESS', ofChild),
    event('Vpc', 'CREATE_COMPLETE', ofChild),
    ofStack('CREATE_COMPLETE', ofChild),
  ]
  parent.push(event('Network', 'CREATE_COMPLETE', nested), event('Cluster', 'CREATE_IN_PROGRESS'))
  const { family, asked } = world({ [stackId]: parent, [childId]: child })
  const told = (await family.read()).map(({ depth, logicalId, status }) => `${depth} ${logicalId} ${status}`)
  expect(told).toEqual([
    '0 fleet CREATE_IN_PROGRESS',
    '0 Network CREATE_IN_PROGRESS',
    '1 fleet CREATE_IN_PROGRESS',
    '1 Vpc CREATE_COMPLETE',
    '1 fleet CREATE_COMPLETE',
    '0 Network CREATE_COMPLETE',
    '0 Cluster CREATE_IN_PROGRESS',
  ])
  asked.length = 0
  expect(await family.read()).toEqual([])
  expect(asked).toEqual([stackId])
})

test('of a nested stack that is looked at and left as it is, nothing is told, however young it is', async () => {
  const nested = { type: 'AWS::CloudFormation::Stack', physicalId: childId }
  const child = [ofStack('CREATE_IN_PROGRESS', ofChild), ofStack('CREATE_COMPLETE', ofChild)]
  const parent = [ofStack('UPDATE_IN_PROGRESS'), event('Network', 'UPDATE_IN_PROGRESS', nested)]
  const { family } = world({ [stackId]: parent, [childId]: child })
  expect((await family.read()).map(({ depth }) => depth)).toEqual([0, 0])
})

test('of a nested stack that was made and removed between two looks everything is told', async () => {
  const nested = { type: 'AWS::CloudFormation::Stack', physicalId: childId }
  const child = [
    ofStack('CREATE_IN_PROGRESS', ofChild),
    event('Vpc', 'CREATE_FAILED', ofChild),
    ofStack('CREATE_FAILED', ofChild),
    ofStack('DELETE_IN_PROGRESS', ofChild),
    ofStack('DELETE_COMPLETE', ofChild),
  ]
  const parent = [ofStack('CREATE_IN_PROGRESS'), event('Network', 'CREATE_IN_PROGRESS', nested)]
  const { family } = world({ [stackId]: parent, [childId]: child })
  expect((await family.read()).filter(({ depth }) => depth === 1)).toHaveLength(5)
})

test('a nested stack that is touched again is asked again, without what was told', async () => {
  const nested = { type: 'AWS::CloudFormation::Stack', physicalId: childId }
  const parent = [ofStack('UPDATE_IN_PROGRESS'), event('Network', 'UPDATE_IN_PROGRESS', nested)]
  const child = [ofStack('UPDATE_IN_PROGRESS', ofChild), ofStack('UPDATE_COMPLETE', ofChild)]
  const { family } = world({ [stackId]: parent, [childId]: child })
  expect(await family.read()).toHaveLength(4)
  parent.push(event('Network', 'UPDATE_IN_PROGRESS', nested))
  child.push(ofStack('UPDATE_ROLLBACK_IN_PROGRESS', ofChild))
  const told = (await family.read()).map(({ depth, status }) => `${depth} ${status}`)
  expect(told).toEqual(['0 UPDATE_IN_PROGRESS', '1 UPDATE_ROLLBACK_IN_PROGRESS'])
})
