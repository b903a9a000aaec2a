import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { commitOf } from '#src/host/commit.ts'

test('a folder outside of a checkout has no commit', async () => {
  expect(await commitOf(tmpdir())).toBeNull()
})
