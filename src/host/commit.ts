import { execa } from 'execa'

/** The configuration of a repository can name programs that git runs; none of them is needed to read a commit. */
const runNothing = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.sshCommand=false',
  'protocol.allow=never',
]

/** The commit of the git checkout that contains the folder; null outside a checkout, or without git. */
export async function commitOf(folder: string): Promise<string | null> {
  const options = [...runNothing.flatMap(setting => ['-c', setting]), '--no-pager', '-C', folder]
  const { exitCode, stdout } = await execa('git', [...options, 'rev-parse', '--verify', 'HEAD'], {
    cwd: '/',
    env: { GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' },
    reject: false,
    stdin: 'ignore',
  })
  return exitCode === 0 ? stdout : null
}
