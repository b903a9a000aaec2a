import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** Options of every command. */
export interface CommonOptions {
  readonly stateFolder?: string
  readonly json?: boolean
  readonly yes?: boolean
}

/** Absolute path: the sandbox's addresses are derived from it. */
export function stateFolderOf({ stateFolder }: CommonOptions): string {
  const { PACKER_ECS_SANDBOX, XDG_STATE_HOME } = process.env
  return resolve(
    stateFolder ??
      PACKER_ECS_SANDBOX ??
      join(XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'packer-ecs', 'sandbox'),
  )
}

export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'packer-ecs', 'sandbox')
}

/** Folder of the files that are not JavaScript. The program is sandbox/main.ts, or a bundle in dist/. */
export function sourceFolder(entry: string): string {
  const folder = dirname(entry)
  return entry.endsWith('.ts') ? folder : join(folder, '..', 'sandbox')
}
