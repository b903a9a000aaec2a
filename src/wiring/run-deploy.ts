import type { DeployOptions, StackOptions } from './options.ts'
import { askSandbox } from './sandbox.ts'

/** `packer-ecs deploy`; the result is the exit status. The sandbox is asked while the rest is loaded. */
export async function runDeploy(stack: string | undefined, options: DeployOptions): Promise<number> {
  const asked = options.sandbox ? askSandbox() : null
  const { deployCommand } = await import('./deploy-command.ts')
  return deployCommand(stack, options, asked)
}

/** `packer-ecs watch`; the result is the exit status. */
export async function runWatch(stack: string | undefined, options: StackOptions): Promise<number> {
  const asked = options.sandbox ? askSandbox() : null
  const { watchCommand } = await import('./watch-command.ts')
  return watchCommand(stack, options, asked)
}

/** `packer-ecs status`; the result is the exit status. */
export async function runStatus(stack: string | undefined, options: StackOptions): Promise<number> {
  const asked = options.sandbox ? askSandbox() : null
  const { statusCommand } = await import('./status-command.ts')
  return statusCommand(stack, options, asked)
}
