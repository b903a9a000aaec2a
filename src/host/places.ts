import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package's own folder, with packer/, scripts/ and files/: two levels up, from src/ and from dist/ alike. */
export const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

/** The sandbox program: its bundle where this is one, else its source. */
export function sandboxProgram(): string {
  const bundled = import.meta.url.endsWith('.js')
  return fileURLToPath(new URL(bundled ? '../sandbox.js' : '../../sandbox/main.ts', import.meta.url))
}

/** npm run changes into the package's folder; paths on the command line are meant from where the person is. */
export function workingFolder(): string {
  const { INIT_CWD } = process.env
  return INIT_CWD !== undefined && existsSync(INIT_CWD) ? INIT_CWD : process.cwd()
}

/** What this person's runs share, by the XDG base directory specification: a relative path counts as none. */
export function stateFolder(): string {
  const { XDG_STATE_HOME } = process.env
  const parent =
    XDG_STATE_HOME !== undefined && isAbsolute(XDG_STATE_HOME)
      ? XDG_STATE_HOME
      : join(homedir(), '.local', 'state')
  return join(parent, 'packer-ecs')
}
