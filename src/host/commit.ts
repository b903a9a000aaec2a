import { execa } from 'execa'

/** The commit of the git checkout that contains the folder; null outside a checkout, or without git. */
export async function commitOf(folder: string): Promise<string | null> {
  const { exitCode, stdout } = await execa('git', ['-C', folder, 'rev-parse', '--verify', 'HEAD'], {
    reject: false,
    stdin: 'ignore',
  })
  return exitCode === 0 ? stdout : null
}
