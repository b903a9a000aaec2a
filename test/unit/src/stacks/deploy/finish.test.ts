import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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
async function written(
  writeParameters: boolean,
  parameterFile: string | null = file,
  { values = {}, endpoint = null as string | null } = {},
) {
  const said: ToolEvent[] = []
  const ending = {
    chosen: { parameterFile },
    writeParameters,
    amis: [{ parameter: 'ImageId', found: image() }],
    values,
  }
  await writeBack(ending as unknown as Parameters<typeof writeBack>[0], {
    fileSystem: files,
    endpoint,
    emit: event => void said.push(event),
  })
  return { text: await readFile(file, 'utf8'), said }
}

test('the id of the AMI is written to the parameter file only when asked for, and reported', async () => {
  const before = { text: 'ImageId=ami-00000000000000001\n', said: [] }
  expect(await written(false)).toEqual(before)
  expect(await written(true, null)).toEqual(before)
  expect(await written(true)).toEqual({
    text: `ImageId=${image().imageId}\n`,
    said: [{ type: 'notice', text: `wrote the AMI to ${file}` }],
  })
  expect((await written(true)).said).toEqual([])
})

describe('the network that the user agreed to', () => {
  const values = { VpcId: { value: 'vpc-1', source: { kind: 'network' }, noEcho: false } }

  test('is written as well', async () => {
    expect(await written(true, file, { values })).toEqual({
      text: `ImageId=${image().imageId}\nVpcId=vpc-1\n`,
      said: [{ type: 'notice', text: `wrote the AMI and VpcId to ${file}` }],
    })
  })

  test('is not written if it is that of a sandbox', async () => {
    const { text, said } = await written(true, file, { values, endpoint: 'http://127.0.0.1:1' })
    expect(text).toBe(`ImageId=${image().imageId}\n`)
    expect(said).toContainEqual({ type: 'notice', text: `VpcId of the sandbox is not written to ${file}` })
  })
})
