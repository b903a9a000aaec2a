import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/libexec/lib/settings.sh']
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipe-settings-'))
})

async function readPairs(content: string): Promise<string[]> {
  await writeFile(join(folder, 'pairs'), content)
  const { stdout } = await runBash(sources, `read_pairs ${folder}/pairs`)
  return stdout.split('\n')
}

describe('read_pairs', () => {
  test('removes quotes that would be part of the value for the ECS agent', async () => {
    expect(await readPairs('ECS_CLUSTER="web"\nECS_X=\'y\'\n')).toEqual(['ECS_CLUSTER=web', 'ECS_X=y'])
  })

  test('keeps quotes, equals signs and hashes inside a value', async () => {
    const line = 'ECS_INSTANCE_ATTRIBUTES={"stack":"a=b#c"}'
    expect(await readPairs(`${line}\n`)).toEqual([line])
  })

  test('leaves out comments and lines without a key', async () => {
    expect(await readPairs('# ECS_CLUSTER=old\n\njunk\nECS_CLUSTER=new\n')).toEqual(['ECS_CLUSTER=new'])
  })

  test('reads a last line without a line break, and lines with carriage returns', async () => {
    expect(await readPairs('A=1\r\nB=2')).toEqual(['A=1', 'B=2'])
  })

  test('does not evaluate values', async () => {
    expect(await readPairs('A=$(touch /tmp/never)`id`\n')).toEqual(['A=$(touch /tmp/never)`id`'])
  })

  test('a missing file has no lines', async () => {
    expect((await runBash(sources, `read_pairs ${folder}/none`)).stdout).toBe('')
  })
})

describe('merge_pairs', () => {
  test('keeps the last value of each key at the first position', async () => {
    const { stdout } = await runBash(sources, 'merge_pairs', { input: 'A=1\nB=2\nA=3=4\nC=\n' })
    expect(stdout).toBe('A=3=4\nB=2\nC=')
  })
})

describe('value_of', () => {
  test('finds a key by its whole name', async () => {
    const { stdout } = await runBash(sources, 'value_of ECS_CLUSTER', {
      input: 'ECS_CLUSTER_ARN=no\nECS_CLUSTER=a=b\n',
    })
    expect(stdout).toBe('a=b')
  })
})

describe('put_file', () => {
  test('writes the file with its mode and reports a change', async () => {
    const { stdout } = await runBash(sources, `put_file ${folder}/new/file 600 content; echo $changed`)
    expect(stdout).toBe('yes')
    expect(await readFile(join(folder, 'new/file'), 'utf8')).toBe('content\n')
    expect((await stat(join(folder, 'new/file'))).mode & 0o777).toBe(0o600)
  })

  test('reports no change the second time', async () => {
    const twice = `put_file ${folder}/file 600 same; put_file ${folder}/file 600 same; echo $changed`
    expect((await runBash(sources, twice)).stdout).toBe('no')
  })
})
