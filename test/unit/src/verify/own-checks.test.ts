import { expect, test } from 'vitest'
import type { FileSystem } from '#src/ports/ports.ts'
import { ownSeconds, readOwnChecks } from '#src/verify/own-checks.ts'

const fileSystem = { readFile: async (path: string) => `text of ${path}` } as unknown as FileSystem

test('two scripts of the same name have different names', async () => {
  const checks = ['a/license.sh', 'b/license.sh']
  expect(await readOwnChecks({ checks }, '/project', fileSystem)).toEqual({
    license: 'text of /project/a/license.sh',
    'license-2': 'text of /project/b/license.sh',
  })
})

test('scripts share two minutes, so that they do not use up the time of the verification', () => {
  expect([ownSeconds(0), ownSeconds(1), ownSeconds(8)]).toEqual([120, 120, 15])
})

test('more scripts than fit into that time are refused', async () => {
  const checks = Array.from({ length: 9 }, (_, index) => `${index}.sh`)
  await expect(readOwnChecks({ checks }, '/project', fileSystem)).rejects.toMatchObject({
    code: 'CHECKS_TOO_LARGE',
    exitStatus: 2,
  })
})
