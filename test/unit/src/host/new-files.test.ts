import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkAreNew, writeNew } from '#src/host/new-files.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'new-files-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('files are written with their folders', async () => {
  const folder = await newFolder()
  await writeNew([{ path: join(folder, 'cfn/cluster/dev.cfg'), text: 'MinSize=1\n' }])
  expect(await readFile(join(folder, 'cfn/cluster/dev.cfg'), 'utf8')).toBe('MinSize=1\n')
})

test('a file that came meanwhile stays as it is, and none of the others is left', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'b'), 'theirs')
  const files = ['a', 'b', 'c'].map(name => ({ path: join(folder, name), text: 'ours' }))
  await expect(writeNew(files)).rejects.toMatchObject({ code: 'CONFIG_EXISTS' })
  expect(await readdir(folder)).toEqual(['b'])
  expect(await readFile(join(folder, 'b'), 'utf8')).toBe('theirs')
})

test('files can be created in folders that are missing, but not in a project folder that is', async () => {
  const folder = await newFolder()
  await expect(checkAreNew(folder, [join(folder, 'cfn/cluster/dev.cfg')])).resolves.toBeUndefined()
  await expect(checkAreNew(join(folder, 'no'), [join(folder, 'no/a')])).rejects.toMatchObject({
    code: 'FOLDER_MISSING',
    exitStatus: 2,
  })
})

test('files that exist are named before anything is written', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'b'), 'theirs')
  await expect(checkAreNew(folder, [join(folder, 'a'), join(folder, 'b')])).rejects.toMatchObject({
    code: 'CONFIG_EXISTS',
    message: expect.stringContaining(join(folder, 'b')),
  })
  expect(await readdir(folder)).toEqual(['b'])
})

test('a file in place of a folder is in the way', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'cfn'), 'theirs')
  await expect(checkAreNew(folder, [join(folder, 'cfn/dev.cfg')])).rejects.toMatchObject({
    code: 'CONFIG_EXISTS',
    message: expect.stringContaining(join(folder, 'cfn')),
  })
})

test('a link is never followed, neither in place of a file nor of its folder', async () => {
  const [folder, elsewhere] = [await newFolder(), await newFolder()]
  await symlink(elsewhere, join(folder, 'cfn'))
  await symlink(join(elsewhere, 'new'), join(folder, 'link'))
  const error = { code: 'CONFIG_EXISTS', message: expect.stringContaining(join(folder, 'cfn')) }
  await expect(checkAreNew(folder, [join(folder, 'cfn/cluster/dev.cfg')])).rejects.toMatchObject(error)
  await expect(writeNew([{ path: join(folder, 'link'), text: '' }])).rejects.toMatchObject({
    code: 'CONFIG_EXISTS',
  })
  expect(await readdir(elsewhere)).toEqual([])
})

test('a folder that exists is not in the way of a new file in it', async () => {
  const folder = await newFolder()
  await mkdir(join(folder, 'cfn/cluster'), { recursive: true })
  await expect(checkAreNew(folder, [join(folder, 'cfn/cluster/dev.cfg')])).resolves.toBeUndefined()
})

test('a file that cannot be written is an error, and none of the others is left', async () => {
  const folder = await newFolder()
  await mkdir(join(folder, 'd'))
  const files = [
    { path: join(folder, 'a'), text: 'ours' },
    { path: join(folder, `d/${'x'.repeat(300)}`), text: 'ours' },
  ]
  await expect(writeNew(files)).rejects.toMatchObject({ code: 'ENAMETOOLONG' })
  expect(await readdir(folder)).toEqual(['d'])
})
