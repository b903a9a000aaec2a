import { expect, test } from 'vitest'
import { bakeActions, sessionPolicies } from '#src/session/session-policy.ts'

interface Policy {
  readonly Statement: readonly [{ readonly Effect: string; readonly Action: readonly string[] }]
}

const policies = sessionPolicies('bake')
const actionsOf = (text: string) => (JSON.parse(text) as Policy).Statement[0].Action

test('the most permissive policy has every action and fits', () => {
  expect(actionsOf(policies[0] ?? '')).toEqual(bakeActions.flat())
  for (const policy of policies) expect(policy.length).toBeLessThanOrEqual(2048)
})

test('the last groups are dropped one by one, the first never', () => {
  expect(policies.map(actionsOf)).toEqual(
    bakeActions.map((_, dropped) => bakeActions.slice(0, bakeActions.length - dropped).flat()),
  )
  expect(actionsOf(policies.at(-1) ?? '')).toEqual(bakeActions[0])
})

test('no action covers a whole service, and there are no duplicates', () => {
  const actions = bakeActions.flat()
  expect(actions.filter(action => !/^[a-z0-9]+:[A-Z]\w+\*?$/.test(action))).toEqual([])
  expect(new Set(actions).size).toBe(actions.length)
})

test('docs/credentials.md lists every action', async () => {
  const { readFile } = await import('node:fs/promises')
  const page = await readFile(new URL('../../../../docs/credentials.md', import.meta.url), 'utf8')
  const missing = bakeActions.flat().filter(action => !page.includes(action.split(':')[1] ?? ''))
  expect(missing).toEqual([])
})
