import { runSandbox } from '../../connect/sandbox.ts'
import type { Invocation } from '../invocation.ts'

export async function run({ arguments: { words } }: Invocation<{ readonly words: readonly string[] }>) {
  return { document: undefined, exitStatus: await runSandbox(words) }
}
