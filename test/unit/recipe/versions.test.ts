import { expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

test.each([
  ['1.300070.0', true],
  ['1.300071.0', true],
  ['2.0.0', true],
  ['1.300062.0', false],
  ['1.30007.9', false],
])('CloudWatch agent %s reads the journal: %s', async (version, reads) => {
  const { exitCode } = await runBash(['files/bake/versions.sh'], `version_at_least ${version} 1.300070.0`)
  expect(exitCode === 0).toBe(reads)
})
