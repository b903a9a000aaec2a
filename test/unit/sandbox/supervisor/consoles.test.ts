import { expect, test } from 'vitest'
import type { Machine, MachineState } from '#sandbox/machines/types.ts'
import { createConsoles } from '#sandbox/supervisor/consoles.ts'

function machine(instanceId: string, state: MachineState): Machine {
  const consoleOutput = async () => `console of ${instanceId}`
  return { instanceId, state, consoleOutput } as Partial<Machine> as Machine
}

test('the console of a terminated machine can still be read', async () => {
  const consoles = createConsoles()
  consoles.follow(machine('i-1', 'terminated'))
  consoles.follow(machine('i-2', 'running'))
  expect(await consoles.read('i-1')).toBe('console of i-1')
  expect(await consoles.read('i-2')).toBe('console of i-2')
  expect(consoles.read('i-3')).toBeUndefined()
})

test('only the last of many terminated machines are kept, and all present ones', () => {
  const consoles = createConsoles()
  consoles.follow(machine('i-there', 'running'))
  for (let count = 1; count <= 201; count++) consoles.follow(machine(`i-${count}`, 'terminated'))
  expect(consoles.read('i-1')).toBeUndefined()
  expect(consoles.read('i-2')).toBeDefined()
  expect(consoles.read('i-there')).toBeDefined()
})
