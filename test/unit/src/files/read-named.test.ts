import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readProject } from '#src/config/read-project.ts'
import { firstBytes, hashNamed, readNamed } from '#src/files/read-named.ts'
import { files } from '#src/host/system.ts'
import { readInventory } from '#src/images/inventory.ts'
import { readWebIdentityToken } from '#src/session/web-identity.ts'
import { readParameterText } from '#src/stacks/parameters/parameter-file.ts'
import { readTemplate } from '#src/stacks/template/read-template.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-named-'))
})
afterEach(() => rm(folder, { recursive: true }))

const path = (name: string) => join(folder, name)

test('a file is read to its end, also through a link', async () => {
  await writeFile(path('file'), 'x'.repeat(200_000))
  await symlink('file', path('link'))
  expect(await readNamed(path('link'), 200_000, files)).toHaveLength(200_000)
  expect((await firstBytes(path('file'), 2, files)).toString()).toBe('xx')
  expect((await hashNamed(path('file'), 200_000, files)).sha256).toMatch(/^[0-9a-f]{64}$/)
})

test('a file of /proc, which has no size, is limited as well', async () => {
  await expect(readNamed('/proc/kallsyms', 1000, files)).rejects.toMatchObject({ kind: 'size' })
})

describe.each(['a device without end', 'a pipe', 'a folder', 'a file that is missing', 'a file of 2 GB'])(
  '%s is refused at once',
  kind => {
    async function make(): Promise<string> {
      if (kind === 'a device without end') return '/dev/zero'
      if (kind === 'a pipe') execFileSync('mkfifo', [path('named')])
      if (kind === 'a folder') await mkdir(path('named'))
      if (kind === 'a file of 2 GB') {
        await writeFile(path('named'), '')
        await truncate(path('named'), 2 ** 31)
      }
      return path('named')
    }

    test.each<[string, (file: string) => Promise<unknown>, string]>([
      ['a configuration', file => readProject(file, files), 'CONFIG_'],
      ['a stack template', file => readTemplate(file, files), 'STACK_TEMPLATE_'],
      ['a parameter file', file => readParameterText(file, files), 'PARAMETER_FILE_UNREADABLE'],
      ['a token', file => readWebIdentityToken(file, files), 'WEB_IDENTITY_UNREADABLE'],
      ['an inventory', file => readInventory(file, files), 'INVENTORY_UNREADABLE'],
      ['a script', file => readOwn({ scripts: [{ path: file }] }), 'OWN_FILE_'],
      ['a file for the image', file => readOwn({ files: [{ source: file, target: '/etc/x' }] }), 'OWN_FILE_'],
      ['a template of Packer', file => readOwn({ template: file }), 'OWN_FILE_'],
    ])('as %s', async (_, read, code) => {
      const error = { code: expect.stringContaining(code) }
      await expect(read(await make())).rejects.toMatchObject(error)
    })
  },
)

async function readOwn(image: object): Promise<unknown> {
  await writeFile(path('packer-ecs.yaml'), JSON.stringify({ images: { ecs: { base: 'al2023', ...image } } }))
  return readProject(path('packer-ecs.yaml'), files)
}

const bomb = [
  'Resources: {A: {Type: "AWS::SNS::Topic", Properties: {a: &a [x, x, x, x, x, x, x, x, x]}}}',
  ...[...'bcdefghij'].map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]}, `.repeat(9)}x]`),
]

test.each([
  ['aliases that explode', bomb.join('\n')],
  ['an alias inside its own anchor', 'Resources: &a {A: *a}'],
  ['an alias without an anchor', 'Resources: {A: *nothing}'],
])('a stack template with %s is refused', async (_, text) => {
  await writeFile(path('template.yml'), text)
  await expect(readTemplate(path('template.yml'), files)).rejects.toMatchObject({
    code: 'STACK_TEMPLATE_SYNTAX',
    exitStatus: 2,
  })
})
