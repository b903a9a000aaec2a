import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { stateFolder, workingFolder } from '#src/host/places.ts'

afterEach(() => vi.unstubAllEnvs())

test('with npm run, the working folder is where npm was called', () => {
  vi.stubEnv('INIT_CWD', tmpdir())
  expect(workingFolder()).toBe(tmpdir())
})

test.each([undefined, join(tmpdir(), 'no-such-folder')])(
  'without that folder (%s), it is the one of the process',
  folder => {
    vi.stubEnv('INIT_CWD', folder)
    expect(workingFolder()).toBe(process.cwd())
  },
)

test('state is below XDG_STATE_HOME, unless that is relative or not set', () => {
  vi.stubEnv('XDG_STATE_HOME', '/state')
  expect(stateFolder()).toBe('/state/packer-ecs')
  for (const other of ['relative', undefined]) {
    vi.stubEnv('XDG_STATE_HOME', other)
    expect(stateFolder()).toBe(join(homedir(), '.local/state/packer-ecs'))
  }
})
