import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package, with packer/, scripts/ and files/: two levels up, both in src/ and in dist/. */
export const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

/** The sandbox program: its bundle if this program is bundled, otherwise its source. */
export function sandboxProgram(): string {
  const bundled = import.meta.url.endsWith('.js')
  return fileURLToPath(new URL(bundled ? '../sandbox.js' : '../../sandbox/main.ts', import.meta.url))
}

/** Shared by all runs of this user (XDG base directory specification, which ignores a relative path). */
export function stateFolder(): string {
  const { XDG_STATE_HOME } = process.env
  const parent =
    XDG_STATE_HOME !== undefined && isAbsolute(XDG_STATE_HOME)
      ? XDG_STATE_HOME
      : join(homedir(), '.local', 'state')
  return join(parent, 'packer-ecs')
}
