import { execa } from 'execa'

/** The commit that the folder's git checkout is at; null outside git, or without git. */
export async function commitOf(folder: string): Promise<string | null> {
  const { exitCode, stdout } = await execa('git', ['-C', folder, 'rev-parse', '--verify', 'HEAD'], {
    reject: false,
    stdin: 'ignore',
  })
  return exitCode === 0 ? stdout : null
}
