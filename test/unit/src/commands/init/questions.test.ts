import { expect, test } from 'vitest'
import { chooseStarterStacks } from '#src/commands/init/questions.ts'
import { starterStacks } from '#src/config/starter-stacks.ts'

test('every starter stack is asked for, in order', async () => {
  const asked: string[] = []
  const chosen = await chooseStarterStacks(async question => asked.push(question) > 0)
  expect(asked).toEqual(starterStacks.map(({ question }) => question))
  expect(chosen).toEqual(starterStacks)
})

test('a stack that is declined is left out', async () => {
  expect(await chooseStarterStacks(async () => false)).toEqual([])
})
