import { expect, test } from 'vitest'
import { tailOf, verdictIn } from '#src/stacks/watch/verdict.ts'

const line = (result: string, stage: string) =>
  `PACKER-ECS-FIRST-RUN ${JSON.stringify({ schemaVersion: 1, result, stage, reason: 'why', cluster: 'web', lastLines: ['last'] })}`

test('the last verdict of the console counts, wherever in its line it begins', () => {
  const console = `boot\n${line('joined', 'joined')}\nmore\n[   12.3] ${line('failed', 'docker')}\r\nlogin:`
  expect(verdictIn(console)).toEqual({
    result: 'failed',
    stage: 'docker',
    reason: 'why',
    cluster: 'web',
    lastLines: ['last'],
  })
})

test('a line that was cut off gives way to a whole one, or to nothing', () => {
  const cut = line('failed', 'docker').slice(0, 60)
  expect(verdictIn(`${line('failed', 'agent')}\n${cut}`)?.stage).toBe('agent')
  expect(verdictIn(cut)).toBeNull()
  expect(verdictIn('')).toBeNull()
})

test('the tail has no colours, no blank lines and no verdict', () => {
  expect(tailOf(`one\n\u001b[32m  OK \u001b[0m two\r\n\n${line('failed', 'x')}\nthree\n`, 2)).toEqual([
    '  OK  two',
    'three',
  ])
})
