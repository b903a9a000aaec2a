import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import {
  bakeStatements,
  cleanStatements,
  deployStatements,
  promoteStatements,
  readActions,
  verifyStatements,
} from '#src/session/statements.ts'

const page = new URL('../../../docs/credentials.md', import.meta.url)

test.each([
  ['Permissions for a bake', bakeStatements],
  ['Permissions for a deployment', deployStatements],
  ['Permissions for channels', promoteStatements],
  ['Permissions for a verification', verifyStatements],
])('the policy under "%s" has the statements of the session policy', async (title, statements) => {
  expect(await statementsUnder(title)).toEqual(
    Object.entries(statements).map(([Sid, statement]) => ({ Sid, Effect: 'Allow', ...statement })),
  )
})

test('the policy of a bake is enough for clean, images and whoami, but for what the page names', async () => {
  const granted = Object.values(bakeStatements).flatMap(({ Action }) => [...Action] as string[])
  const { Clean, CleanProfiles } = cleanStatements
  const needed = [...Clean.Action, ...CleanProfiles.Action, ...readActions.images]
  const more = ['iam:ListInstanceProfiles']
  expect(needed.filter(action => !granted.includes(action))).toEqual(more)
  for (const action of more) expect(await readFile(page, 'utf8')).toContain(`\`${action}\``)
})

test('the policy of a deployment is enough for status and watch', () => {
  const { Deploy, Services, Channel } = deployStatements
  const granted: readonly string[] = [...Deploy.Action, ...Services.Action, ...Channel.Action]
  const isGranted = (action: string) =>
    granted.some(one => one === action || (one.endsWith('*') && action.startsWith(one.slice(0, -1))))
  expect([...readActions.status, ...readActions.watch].filter(action => !isGranted(action))).toEqual([])
})

async function statementsUnder(title: string): Promise<object[]> {
  const [, section = ''] = (await readFile(page, 'utf8')).split(`\n## ${title}\n`)
  const [, json = '{}'] = /```json\n(.*?)```/s.exec(section) ?? []
  const policy: { Statement: object[] } = JSON.parse(json)
  return policy.Statement
}
