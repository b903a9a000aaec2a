import { glob, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/bake/lines.sh']

test('fills an array with the lines of a command', async () => {
  const { stdout } = await runBash(
    sources,
    "lines found printf 'a b\\n\\nc\\n'; printf '<%s>' \"${found[@]}\"",
  )
  expect(stdout).toBe('<a b><><c>')
})

test('ends the script when the command fails, whatever it has printed', async () => {
  const lines = 'list() { echo one; return 5; }\nlines found list\necho on'
  expect(await runBash(sources, lines)).toMatchObject({ exitCode: 5, stdout: '' })
})

test('no script of the recipe reads a list in a way that hides its failure', async () => {
  const hidden: string[] = []
  for await (const file of glob('{scripts,files/bake}/*.sh')) {
    const found = (await readFile(file, 'utf8')).match(
      /(?:mapfile|done) .*< <\((?:setting|jq|mounted_volumes|cleanups)\b.*/g,
    )
    hidden.push(...(found ?? []).map(line => `${file}: ${line}`))
  }
  expect(hidden).toEqual([])
})
