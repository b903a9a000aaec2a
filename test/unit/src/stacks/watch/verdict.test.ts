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

test.each([['x'], [{ length: 3 }], [[1, { a: 1 }, 'two\nlines']], [null]])(
  'last lines that are %j still become lines of text',
  lastLines => {
    const verdict = verdictIn(`PACKER-ECS-FIRST-RUN ${JSON.stringify({ result: 'failed', lastLines })}`)
    expect(verdict?.lastLines.every(text => typeof text === 'string' && !text.includes('\n'))).toBe(true)
  },
)

test('the tail has no control sequence of any kind', () => {
  expect(tailOf('\u001b]52;c;eA==\u0007a\u009b2Jb\u0085c')).toEqual(['abc'])
})

test('only "joined" and "failed" are verdicts', () => {
  expect(verdictIn(line('joined', 'joined'))).toMatchObject({ result: 'joined', cluster: 'web' })
  expect(verdictIn(line('waiting', 'docker'))).toBeNull()
})
