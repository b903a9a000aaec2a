import { expect, test } from 'vitest'
import { type Check, makeChecks } from '#src/doctor/check.ts'
import { ToolError } from '#src/errors/tool-error.ts'

const good = (name: string, after: string[] = []): Check => ({
  name,
  needed: true,
  after,
  look: async () => `${name} is there`,
})
const bad = (name: string, after: string[] = []): Check => ({
  ...good(name, after),
  look: async () => {
    throw new ToolError('GONE', `${name} is gone`, { hint: 'Find it.' })
  },
})

test('a passed check has its result, a failed one its hint', async () => {
  const [first, second] = await makeChecks([good('a'), bad('b')])
  expect(first).toMatchObject({ name: 'a', ok: true, found: 'a is there', error: null })
  expect(second).toMatchObject({ ok: false, found: null, error: { code: 'GONE', hint: 'Find it.' } })
})

test('a check is skipped when an earlier one failed, and has the name of the first failure', async () => {
  const results = await makeChecks([bad('a'), good('b', ['a']), good('c', ['b']), good('d')])
  expect(results.map(({ ok, skippedFor }) => [ok, skippedFor])).toEqual([
    [false, null],
    [false, 'a'],
    [false, 'a'],
    [true, null],
  ])
})

test('an unexpected error is also a result', async () => {
  const broken: Check = { ...good('a'), look: () => Promise.reject(new TypeError('x is undefined')) }
  expect(await makeChecks([broken])).toMatchObject([{ ok: false, error: { code: 'UNEXPECTED' } }])
})
