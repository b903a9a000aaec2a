import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { stateFolder } from '#src/host/places.ts'

afterEach(() => vi.unstubAllEnvs())

test('state is below XDG_STATE_HOME, unless that is relative or not set', () => {
  vi.stubEnv('XDG_STATE_HOME', '/state')
  expect(stateFolder()).toBe('/state/packer-ecs')
  for (const other of ['relative', undefined]) {
    vi.stubEnv('XDG_STATE_HOME', other)
    expect(stateFolder()).toBe(join(homedir(), '.local/state/packer-ecs'))
  }
})
