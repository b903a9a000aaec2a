import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ToolEvent } from '#src/events/events.ts'
import { files } from '#src/host/system.ts'
import { writeBack } from '#src/stacks/deploy/finish.ts'
import { image } from '#test/unit/src/stacks/image.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'finish-'))
  file = join(folder, 'dev.params')
  await writeFile(file, 'ImageId=ami-00000000000000001\n')
})
afterEach(() => rm(folder, { recursive: true }))

/** What is in the parameter file afterwards, and what was said. */
async function after(writeParameters: boolean, parameterFile: string | null = file) {
  const said: ToolEvent[] = []
  const ending = {
    chosen: { parameterFile },
    writeParameters,
    amis: [{ parameter: 'ImageId', found: image() }],
  }
  await writeBack(ending as unknown as Parameters<typeof writeBack>[0], {
    fileSystem: files,
    emit: event => void said.push(event),
  })
  return { text: await readFile(file, 'utf8'), said }
}

test('the id of the AMI is written to the parameter file only when asked for, and reported', async () => {
  const before = { text: 'ImageId=ami-00000000000000001\n', said: [] }
  expect(await after(false)).toEqual(before)
  expect(await after(true, null)).toEqual(before)
  expect(await after(true)).toEqual({
    text: `ImageId=${image().imageId}\n`,
    said: [{ type: 'notice', text: `wrote the AMI to ${file}` }],
  })
  expect((await after(true)).said).toEqual([])
})
