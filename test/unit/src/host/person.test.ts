import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createPerson } from '#src/host/person.ts'

const terminal = { isTTY: true }
const stderr = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY })
const nothing = () => undefined

describe.each([
  ['standard input is no terminal', { stdin: {}, stderr: stderr(true), env: {} }, 'this is not a terminal'],
  ['standard error is none', { stdin: terminal, stderr: stderr(false), env: {} }, 'this is not a terminal'],
  ['CI is true', { stdin: terminal, stderr: stderr(true), env: { CI: 'true' } }, 'CI is set'],
  ['CI is 1', { stdin: terminal, stderr: stderr(true), env: { CI: '1' } }, 'CI is set'],
  ['CI names a service', { stdin: terminal, stderr: stderr(true), env: { CI: 'woodpecker' } }, 'CI is set'],
])('where %s', (_, surroundings, reason) => {
  const person = createPerson(surroundings)

  test('nobody can answer', () => {
    expect(person.canAnswer).toBe(false)
  })

  test('a confirmation is refused, whatever its default is', async () => {
    const refused = { code: 'NOT_CONFIRMED', exitStatus: 2, message: expect.stringContaining(reason) }
    await expect(person.confirm('Deploy this?')).rejects.toMatchObject(refused)
    await expect(person.confirm('Deploy this?', true)).rejects.toMatchObject(refused)
  })

  test('every other question is refused', async () => {
    const refused = { code: 'NO_TERMINAL', exitStatus: 2, message: expect.stringContaining(reason) }
    await expect(person.text('Name', 'ecs', nothing)).rejects.toMatchObject(refused)
    await expect(person.choose('Size', [{ name: 'one', value: 1 }], 1)).rejects.toMatchObject(refused)
    await expect(person.code('Code', nothing)).rejects.toMatchObject(refused)
  })

  test('nothing is printed', () => {
    expect(surroundings.stderr.read()).toBeNull()
  })
})

test.each([undefined, '', 'false', '0'])('on a terminal with CI=%s, questions can be answered', CI => {
  expect(createPerson({ stdin: terminal, stderr: stderr(true), env: { CI } }).canAnswer).toBe(true)
})
