import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  type FirstProject,
  firstProject,
  firstProjectText,
  projectName,
  wrongAnswer,
} from '#src/config/first-project.ts'
import { readProject } from '#src/config/read-project.ts'
import { files } from '#src/host/system.ts'

test.each<Partial<FirstProject>>([
  {},
  { architecture: 'arm64', dataVolumeSize: null },
  { image: 'yes', timezone: 'Europe/Vienna', dataVolumeSize: 100 },
  { image: 'batch', project: 'shop' },
  { stacks: [] },
])('what init writes for %j is a configuration with just that', async answers => {
  const folder = await mkdtemp(join(tmpdir(), 'init-'))
  const file = join(folder, 'packer-ecs.yaml')
  const all = { ...firstProject, ...answers }
  await writeFile(file, firstProjectText(all, './schema.json'))
  const { images, name, stacks } = await readProject(file, files)
  await rm(folder, { recursive: true })
  expect(images[all.image]).toMatchObject({ architecture: all.architecture, timezone: all.timezone })
  expect(images[all.image]?.dataVolume?.size ?? null).toBe(all.dataVolumeSize)
  expect(name).toBe(all.project)
  expect(stacks.cluster?.amis).toEqual(
    all.stacks.length === 0 ? undefined : { ApplicationImageId: all.image },
  )
})

test.each<[Partial<FirstProject>, string | undefined]>([
  [{ image: 'web' }, undefined],
  [{ image: 'Web!' }, 'lowercase letters'],
  [{ timezone: 'Europe/Wien' }, 'Europe/'],
])('an answer is judged as the configuration would: %j', (answer, remedy) => {
  if (remedy === undefined) expect(wrongAnswer(answer)).toBeUndefined()
  else expect(wrongAnswer(answer)).toContain(remedy)
})

test.each<[string, string]>([
  ['shop', 'shop'],
  ['My Shop (2026)', 'My-Shop-2026'],
  ['2026_shop', 'shop'],
  ['...', 'project'],
  [`${'a'.repeat(39)}-b`, 'a'.repeat(39)],
])('the folder %j is the project %j, as the configuration takes it', (folder, name) => {
  expect(projectName(folder)).toBe(name)
  expect(wrongAnswer({ project: name })).toBeUndefined()
})
