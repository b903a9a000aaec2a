import { expect, test } from 'vitest'
import { checkOwnFiles } from '#src/config/check-own-files.ts'
import type { FileSystem } from '#src/ports/ports.ts'
import { imageSettings } from '#test/helpers/settings.ts'

/** The codes for an own template of that size. */
async function codesFor(size: number): Promise<string[]> {
  const settings = await imageSettings({ template: 'own.pkr.hcl' })
  const fileSystem = { stat: async () => ({ isFile: () => true, size }) } as unknown as FileSystem
  const named = { images: { ecs: settings }, folder: '/project', originalPath: (path: never) => path }
  return (await checkOwnFiles(named as never, fileSystem)).map(({ code }) => code)
}

test('a file may have as many bytes as the limit, and not one more', async () => {
  expect(await codesFor(1_000_000)).toEqual([])
  expect(await codesFor(1_000_001)).toEqual(['OWN_FILE_TOO_LARGE'])
})
