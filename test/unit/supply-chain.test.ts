import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFile(new URL(path, root), 'utf8')

describe.each([
  'sandbox/moto/requirements.txt',
  'test/fixtures/python/awscli.txt',
  'test/fixtures/python/cfn-lint.txt',
])('%s', file => {
  test('names each package with its exact version and the hashes of its files', async () => {
    const text = await read(file)
    const requirements = text
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
    expect(requirements).not.toEqual([])
    for (const requirement of requirements) {
      expect(requirement).toMatch(/^[A-Za-z0-9_.-]+==\S+(\s+--hash=sha256:[0-9a-f]{64})+$/)
    }
  })
})

test.each(['.ci/run', 'sandbox/moto/environment.ts', 'test/helpers/python-tools.ts'])(
  '%s installs Python packages only with hashes',
  async file => {
    expect(await read(file)).toContain('--require-hashes')
  },
)

test('CI installs npm packages outside of the lock file only with an exact version', async () => {
  const packages = (await read('.ci/run')).match(/npm install [^\n]*/g) ?? []
  expect(packages.length).toBeGreaterThan(0)
  for (const line of packages) expect(line).toMatch(/@\d+\.\d+\.\d+"$/)
})
