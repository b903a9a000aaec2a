import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StackEvent } from '#src/aws/stack.ts'
import { createFeed } from '#src/stacks/watch/feed.ts'
import { event, ofStack, paged } from './events.ts'

const names = (events: readonly StackEvent[]) =>
  events.map(({ logicalId, status }) => `${logicalId} ${status}`)

describe('the first look', () => {
  test('tells of the newest operation only, oldest first', async () => {
    const history = [
      ofStack('CREATE_IN_PROGRESS'),
      event('Old', 'CREATE_COMPLETE'),
      ofStack('CREATE_COMPLETE'),
      ofStack('UPDATE_IN_PROGRESS'),
      event('New', 'UPDATE_IN_PROGRESS'),
    ]
    const feed = createFeed({ ...paged(history), token: null, since: null })
    expect(names(await feed.read())).toEqual(['fleet UPDATE_IN_PROGRESS', 'New UPDATE_IN_PROGRESS'])
  })

  test('takes a rollback as a part of what it undoes', async () => {
    const history = [
      ofStack('CREATE_COMPLETE'),
      ofStack('UPDATE_IN_PROGRESS'),
      ofStack('UPDATE_ROLLBACK_IN_PROGRESS'),
      ofStack('UPDATE_ROLLBACK_COMPLETE'),
    ]
    const feed = createFeed({ ...paged(history), token: null, since: null })
    expect(await feed.read()).toHaveLength(3)
  })

  test('with a token tells of nothing until the operation has begun', async () => {
    const history = [
      ofStack('UPDATE_IN_PROGRESS', { token: 'other' }),
      ofStack('UPDATE_COMPLETE', { token: 'other' }),
    ]
    const feed = createFeed({ ...paged(history), token: 'ours', since: null })
    expect(await feed.read()).toEqual([])
    history.push(ofStack('UPDATE_IN_PROGRESS', { token: 'ours' }))
    expect(names(await feed.read())).toEqual(['fleet UPDATE_IN_PROGRESS'])
  })

  test('of a new stack leaves out the review of its change set', async () => {
    const history = [ofStack('REVIEW_IN_PROGRESS'), ofStack('CREATE_IN_PROGRESS')]
    const feed = createFeed({ ...paged(history), token: null, since: null })
    expect(names(await feed.read())).toEqual(['fleet CREATE_IN_PROGRESS'])
  })

  test('with a time leaves out what was before', async () => {
    const history = [event('Old', 'CREATE_COMPLETE'), event('New', 'CREATE_COMPLETE')]
    const feed = createFeed({ ...paged(history), token: null, since: history[1]?.time ?? null })
    expect(names(await feed.read())).toEqual(['New CREATE_COMPLETE'])
  })
})

describe('every later look', () => {
  test('asks for no page before the last event that it saw', async () => {
    const history = Array.from({ length: 10_000 }, (_, index) => event(`R${index}`, 'CREATE_COMPLETE'))
    const { page, calls } = paged(history)
    const feed = createFeed({ page, token: null, since: history.at(-1)?.time ?? null })
    await feed.read()
    calls.length = 0
    history.push(event('Next', 'CREATE_COMPLETE'))
    expect(names(await feed.read())).toEqual(['Next CREATE_COMPLETE'])
    expect(calls).toEqual([null])
  })

  test('tells each event once and in order, whatever comes between two looks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(7), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (batches, size) => {
          const history: StackEvent[] = [ofStack('CREATE_IN_PROGRESS')]
          const feed = createFeed({ ...paged(history, size), token: null, since: null })
          const told = [...(await feed.read())]
          for (const batch of batches) {
            for (let index = 0; index < batch; index += 1) history.push(event('Any', 'CREATE_IN_PROGRESS'))
            told.push(...(await feed.read()))
          }
          expect(told).toEqual(history)
        },
      ),
    )
  })
})
