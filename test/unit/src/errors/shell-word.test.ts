import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWord } from '#src/errors/shell-word.ts'

test.each(['', 'plain', "it's", '$(id) `id`', 'a b', '~', '*', '\\', 'a\nb', '%+@:,=', '"'])(
  'a shell reads %j as it was',
  word => {
    const read = execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })
    expect(read).toBe(word)
  },
)
