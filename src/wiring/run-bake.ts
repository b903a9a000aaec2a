import type { BakeOptions } from './options.ts'
import { askSandbox } from './sandbox.ts'

/** `packer-ecs bake`; the result is the exit status. The sandbox is asked while the rest is loaded. */
export async function runBake(names: readonly string[], options: BakeOptions): Promise<number> {
  const asked = options.sandbox ? askSandbox() : null
  const { bakeCommand } = await import('./bake-command.ts')
  return bakeCommand(names, options, asked)
}
