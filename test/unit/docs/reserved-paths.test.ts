import { expect, test } from 'vitest'
import { recipePaths } from '#src/config/recipe-paths.ts'

const intro = `# Paths of the recipe

<!-- Written by test/unit/docs/reserved-paths.test.ts from files/bake/paths.json. -->

The recipe, clean-up, the first run or the boot writes, empties or deletes these paths. A path with \`/\` at the end is a
folder with everything in it, \`*\` is any part of a name, \`~\` is any home folder. The target of one of your files cannot
be one of them ([FILE_TARGET_RESERVED](errors/FILE_TARGET_RESERVED.md)), and what your scripts write there is lost if
clean-up deletes it. If a script writes a path that is marked "reported", or leaves a container image that clean-up removes,
the bake says so at its end.

| path | why | instead | clean-up |
|---|---|---|---|
`

const cleanups = {
  empty: 'empties it',
  delete: 'deletes it',
  'delete-unless-link': 'deletes it, unless it is a link',
  'delete-content': 'deletes its content',
  'delete-last': 'deletes its content',
  'delete-files': 'deletes the files in it, except your `files`',
}

/** `vitest run --project unit -u test/unit/docs/reserved-paths.test.ts` writes the page. */
test('the page lists the paths that the recipe uses', async () => {
  const rows = recipePaths.map(({ paths, because, hint, cleanup, watched, except = [] }) => {
    const kept = except.length === 0 ? '' : `, except ${list(except)}`
    const done = cleanup === undefined ? '' : `${cleanups[cleanup]}${kept}`
    const report = watched ? `${done === '' ? '' : '; '}reported` : ''
    return `| ${list(paths)} | ${because ?? 'may have your files'} | ${hint ?? ''} | ${done}${report} |\n`
  })
  await expect(`${intro}${rows.join('')}`).toMatchFileSnapshot('../../../docs/reserved-paths.md')
})

function list(paths: readonly string[]): string {
  return paths.map(path => `\`${path}\``).join(', ')
}
