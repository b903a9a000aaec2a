import { PassThrough } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { InterruptedError } from '#src/errors/interrupted.ts'
import { createPerson } from '#src/host/person.ts'

const prompts = vi.hoisted(() => ({ answer: (_: string): unknown => undefined, asked: [] as unknown[] }))
function prompt(kind: string) {
  return {
    default: async (options: unknown) => {
      prompts.asked.push(options)
      return prompts.answer(kind)
    },
  }
}
vi.mock('@inquirer/confirm', () => prompt('confirm'))
vi.mock('@inquirer/select', () => prompt('select'))
vi.mock('@inquirer/input', () => prompt('input'))
vi.mock('@inquirer/password', () => prompt('password'))

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

describe('at a terminal', () => {
  const person = createPerson({ stdin: terminal, stderr: stderr(true), env: {} })
  const ask = {
    confirm: () => person.confirm('Deploy this?'),
    select: () => person.choose('Size', [{ name: 'one', value: 1 }], 1),
    input: () => person.text('Name', 'ecs', nothing),
    password: () => person.code('Code', nothing),
  }
  const kinds = Object.keys(ask) as (keyof typeof ask)[]

  test.each(kinds)('the answer of a %s is returned', async kind => {
    prompts.answer = () => (kind === 'confirm' ? true : ' 123456 ')
    expect(await ask[kind]()).toBe(
      { confirm: true, select: ' 123456 ', input: ' 123456 ', password: '123456' }[kind],
    )
  })

  test.each(kinds)('Ctrl-C at a %s is an interruption', async kind => {
    prompts.answer = () => {
      throw Object.assign(new Error('User force closed the prompt'), { name: 'ExitPromptError' })
    }
    await expect(ask[kind]()).rejects.toBeInstanceOf(InterruptedError)
  })

  test.each([new Error('odd'), 'odd'])('another failure of a prompt stays what it is', async failure => {
    prompts.answer = () => {
      throw failure
    }
    for (const kind of kinds) await expect(ask[kind]()).rejects.toBe(failure)
  })

  test('a choice has a default only if one is given', async () => {
    prompts.answer = () => 1
    prompts.asked.splice(0)
    await person.choose('Size', [{ name: 'one', value: 1 }])
    await person.choose('Size', [{ name: 'one', value: 1 }], 1)
    expect(prompts.asked.map(options => 'default' in (options as object))).toEqual([false, true])
  })

  test('an answer with a problem is not accepted, and the reason is shown', async () => {
    prompts.asked.splice(0)
    await person.text('Name', 'ecs', answer => (answer === '' ? 'empty' : undefined))
    const { validate } = prompts.asked[0] as { validate: (answer: string) => unknown }
    expect([validate(''), validate('a')]).toEqual(['empty', true])
  })
})
