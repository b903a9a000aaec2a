import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { bakeActions, deployActions } from '#src/session/session-policy.ts'

const page = new URL('../../../docs/credentials.md', import.meta.url)

test.each([
  ['Permissions for a bake', bakeActions],
  ['Permissions for a deployment', deployActions],
])('the policy under "%s" has the actions of the session policy, group by group', async (title, groups) => {
  expect(await actionsUnder(title)).toEqual(groups)
})

async function actionsUnder(title: string): Promise<string[][]> {
  const [, section = ''] = (await readFile(page, 'utf8')).split(`\n## ${title}\n`)
  const [, json = '{}'] = /```json\n(.*?)```/s.exec(section) ?? []
  const policy: { Statement: { Action: string[] }[] } = JSON.parse(json)
  return policy.Statement.map(({ Action }) => Action)
}
