import * as fileSystem from 'node:fs/promises'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readProject } from '#src/config/read-project.ts'

const page = new URL('../../../docs/configuration.md', import.meta.url)
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packer-ecs-docs-'))
  await write('scripts/harden.sh', '#!/bin/bash\n')
  await write('scripts/mirrors.sh', '#!/bin/bash\n')
  await write('scripts/kernel.sh', '#!/bin/bash\n')
  await write('files/limits.conf', '* soft nofile 65536\n')
  await write('rootfs/etc/motd', '\n')
  await write('installers/agent.tar.gz', '\n')
})
afterAll(() => rm(folder, { recursive: true }))

test('packer-ecs accepts the example of docs/configuration.md', async () => {
  const project = await readProject(await write('packer-ecs.yaml', await example()), fileSystem)
  expect(Object.keys(project.images)).toEqual(['ecs'])
  expect(Object.keys(project.stacks)).toEqual(['cluster'])
})

async function example(): Promise<string> {
  const [, block = ''] = /^## Example\n.*?\n```yaml\n(.*?)```/ms.exec(await readFile(page, 'utf8')) ?? []
  return block
}

async function write(name: string, content: string): Promise<string> {
  const file = join(folder, name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
  return file
}
