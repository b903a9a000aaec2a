import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** Options that every command takes. */
export interface CommonOptions {
  readonly stateFolder?: string
  readonly json?: boolean
  readonly yes?: boolean
}

/** Absolute; the same folder however it is written, since the sandbox's addresses derive from it. */
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

/** The folder with what is not JavaScript: beside the program, also when that is a bundle in dist/. */
export function sourceFolder(entry: string): string {
  const folder = dirname(entry)
  return entry.endsWith('.ts') ? folder : join(folder, '..', 'sandbox')
}
