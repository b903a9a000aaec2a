import { expect } from 'vitest'
import { startIn, type ToolRequest } from './bake.ts'
import { commandsIn } from './hints.ts'

/** Commands that would change something. */
const dryRuns: ReadonlySet<string> = new Set(['bake', 'clean', 'deploy'])

/**
 * Runs the commands in a hint or notice as a person pastes them, those that would change something with --dry-run.
 * Each must succeed. Returns their names.
 */
export async function pasteHints({ project, sandbox }: ToolRequest, text: string): Promise<string[]> {
  const commands = commandsIn(text)
  for (const words of commands) {
    const argv = dryRuns.has(words[0] ?? '') ? [...words, '--dry-run'] : words
    const environment = { ...process.env, PACKER_ECS_SANDBOX: sandbox.stateFolder }
    const { exitCode, stderr } = await startIn(project, environment, argv)
    expect(exitCode, `${argv.join(' ')}\n${stderr}`).toBe(0)
  }
  return commands.map(([name = '']) => name)
}
