import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '#src/commands/init/run.ts'
import type { Invocation } from '#src/commands/invocation.ts'
import type { Person } from '#src/host/person.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'init-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Answers each question as given, the others with their defaults. */
function start(answers: Readonly<Record<string, unknown>>) {
  const later = async <Answer>(question: string, byDefault: Answer) => {
    await new Promise(setImmediate)
    const [, answer = byDefault] = Object.entries(answers).find(([words]) => question.includes(words)) ?? []
    return answer as Answer
  }
  const person = {
    text: later,
    choose: (question: string, _: unknown, byDefault: unknown) => later(question, byDefault),
    confirm: (question: string, byDefault: boolean) => later(question, byDefault),
  } as unknown as Person
  const configurationFile = join(folder, 'packer-ecs.yaml')
  return run({ options: {}, configurationFile, projectFolder: folder, person } as unknown as Invocation)
}

test('the answers are in the configuration', async () => {
  await start({ 'Name of the image': 'web', Architecture: 'arm64', 'Time zone': 'Europe/Madrid' })
  const text = await readFile(join(folder, 'packer-ecs.yaml'), 'utf8')
  for (const part of ['web:', 'arm64', 'Europe/Madrid', 'cluster']) expect(text).toContain(part)
})

test('a stack that is declined has no files', async () => {
  const { document } = await start({ stack: false, cluster: false })
  const files = ['packer-ecs.yaml', 'packer-ecs.schema.json']
  expect(document.files).toEqual(files.map(file => join(folder, file)))
  expect((await readdir(folder)).toSorted()).toEqual(files.toSorted())
})
