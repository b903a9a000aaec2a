import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/libexec/lib/verdict.sh']

async function verdict(reason: string, evidence: string) {
  const { stdout } = await runBash(sources, 'verdict_line failed agent "$REASON" web', {
    environment: { REASON: reason },
    input: evidence,
  })
  return stdout
}

test('the verdict is one marked line of ASCII JSON, whatever it quotes', async () => {
  const line = await verdict('it said "no"\nand \\ left', 'first\tline\n"zweite" Zeile ä\u0007\n')
  expect(line).toMatch(/^PACKER-ECS-FIRST-RUN \{[\x20-\x7e]*\}$/)
  expect(JSON.parse(line.slice(line.indexOf('{')))).toEqual({
    schemaVersion: 1,
    result: 'failed',
    stage: 'agent',
    reason: 'it said "no"\nand \\ left',
    cluster: 'web',
    lastLines: ['first\tline', '"zweite" Zeile ä\u0007'],
  })
})

test('the verdict keeps the last lines and cuts long ones', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `${index} ${'x'.repeat(500)}`)
  const { lastLines } = JSON.parse((await verdict('r', `${lines.join('\n')}\n`)).replace(/^\S+ /, ''))
  expect(lastLines).toHaveLength(12)
  expect(lastLines[0]).toBe(lines[18]?.slice(0, 240))
})

test('missing evidence files are ignored', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'recipe-verdict-')), 'log')
  await writeFile(file, 'there\n')
  const { exitCode, stdout } = await runBash(sources, `evidence_of /none ${file}`)
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'there' })
})
