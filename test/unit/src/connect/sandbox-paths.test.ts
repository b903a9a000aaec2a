import { expect, test } from 'vitest'
import { absolute } from '#src/connect/sandbox.ts'

test('the sandbox gets absolute paths: of its state folder, and of the source of a push', () => {
  const here = process.cwd()
  expect(absolute(['push', '--json', 'examples/web', 'web:1'])).toEqual([
    'push',
    '--json',
    `${here}/examples/web`,
    'web:1',
  ])
  expect(absolute(['push', '--state-folder', 'state', '/web', 'web:1'])).toEqual([
    'push',
    '--state-folder',
    `${here}/state`,
    '/web',
    'web:1',
  ])
  expect(absolute(['status', '--state-folder=state'])).toEqual(['status', `--state-folder=${here}/state`])
})

test('words after -- are not changed', () => {
  expect(absolute(['shell', 'i-1', '--', 'ls', '--state-folder', 'x'])).toEqual([
    'shell',
    'i-1',
    '--',
    'ls',
    '--state-folder',
    'x',
  ])
})
