import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { packageFolder } from '#src/host/places.ts'
import { workingFolder } from '#src/host/working-folder.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

function startedIn(folder: string, initCwd: string | undefined): string {
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  vi.stubEnv('INIT_CWD', initCwd)
  return workingFolder()
}

test('npm run in a clone: the working folder is where npm was called', () => {
  expect(startedIn(packageFolder, tmpdir())).toBe(tmpdir())
})

test.each([undefined, join(tmpdir(), 'no-such-folder')])(
  'without that folder (%s), it is the one of the process',
  initCwd => {
    expect(startedIn(packageFolder, initCwd)).toBe(packageFolder)
  },
)

test('a script of another package decides where packer-ecs runs', () => {
  expect(startedIn('/project/infra', tmpdir())).toBe('/project/infra')
})
