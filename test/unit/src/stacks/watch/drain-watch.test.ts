import { expect, test } from 'vitest'
import { createDrainWatch } from '#src/stacks/watch/drain-watch.ts'
import { fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'

/** Looks after that many quiet seconds each, with the seconds between them; `asked` is how often the stack was asked. */
async function look(looks: readonly (readonly [quiet: number, later: number])[], fails = false) {
  const { context, notices } = fakeContext(fakeCloudFormation(undefined))
  let asked = 0
  const resources = async () => {
    asked += 1
    if (fails) throw new Error('denied')
    return []
  }
  const watch = createDrainWatch('stack', { resources }, context)
  for (const [quiet, later] of looks) {
    await watch.look(quiet * 1000)
    await context.clock.sleep(later * 1000)
  }
  return { asked, notices: notices() }
}

test('a stack that moves is not asked', async () => {
  expect(await look([[14.999, 0]])).toEqual({ asked: 0, notices: [] })
})

test('a quiet stack is asked for its resources once', async () => {
  const quiet = [
    [15, 60],
    [75, 60],
  ] as const
  expect(await look(quiet)).toEqual({ asked: 1, notices: [] })
})

test('a call that is refused is repeated at most every 15 seconds, and ends nothing', async () => {
  const quiet = [
    [15, 14],
    [29, 1],
    [30, 0],
  ] as const
  expect(await look(quiet, true)).toEqual({ asked: 2, notices: [] })
})
