import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'

export interface TestProject {
  readonly folder: string
  remove(): Promise<void>
}

/**
 * A person's project in a folder of its own: packer-ecs.yaml with one image and whatever else is given, and further
 * files. Its name is always the same, so that projects of a shared sandbox use the same AMI; those that begin with `#!` can be run.
 */
export async function makeProject(
  settings: Readonly<Record<string, unknown>> = {},
  files: Readonly<Record<string, string>> = {},
  image = 'ecs',
  others: Readonly<Record<string, unknown>> = {},
): Promise<TestProject> {
  const folder = await mkdtemp(join(tmpdir(), 'project-'))
  const configuration = stringify({
    project: 'shop',
    ...others,
    images: { [image]: { base: 'al2023', timezone: 'Europe/Vienna', ...settings } },
  })
  for (const [name, text] of Object.entries({ ...files, 'packer-ecs.yaml': configuration })) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
    if (text.startsWith('#!')) await chmod(path, 0o755)
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** A project whose bake runs that script, after one of the recipe's. */
export function projectWithScript(after: string, lines: string, image = 'ecs'): Promise<TestProject> {
  return makeProject({ scripts: [{ path: 'own.sh', after }] }, { 'own.sh': `#!/bin/bash\n${lines}\n` }, image)
}
