import { expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

test('scripts of the recipe make readable folders on a base with a strict umask', async () => {
  const { stdout } = await runBash([], 'umask 027; source files/bake/recipe.sh; umask')
  expect(stdout).toBe('0022')
})
