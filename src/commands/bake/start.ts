import { askSandbox } from '../../connect/sandbox.ts'
import type { BakeOptions } from '../../host/options.ts'

/** `packer-ecs bake`; the result is the exit status. The sandbox is asked while the rest is loaded. */
export async function runBake(names: readonly string[], options: BakeOptions): Promise<number> {
  const asked = options.sandbox ? askSandbox() : null
  const { bakeCommand } = await import('./run.ts')
  return bakeCommand(names, options, asked)
}
