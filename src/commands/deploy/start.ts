import { askSandbox } from '../../connect/sandbox.ts'
import type { DeployOptions, StackOptions } from '../../host/options.ts'

/** `packer-ecs deploy`; the result is the exit status. The sandbox is asked while the rest is loaded. */
export async function runDeploy(stack: string | undefined, options: DeployOptions): Promise<number> {
  const asked = options.sandbox ? askSandbox() : null
  preload()
  const { deployCommand } = await import('./run.ts')
  return deployCommand(stack, options, asked)
}

/** `packer-ecs watch`; the result is the exit status. */
export async function runWatch(stack: string | undefined, options: StackOptions): Promise<number> {
  const asked = options.sandbox ? askSandbox() : null
  preload()
  const { watchCommand } = await import('../watch/run.ts')
  return watchCommand(stack, options, asked)
}

/** `packer-ecs status`; the result is the exit status. */
export async function runStatus(stack: string | undefined, options: StackOptions): Promise<number> {
  const asked = options.sandbox ? askSandbox() : null
  preload()
  const { statusCommand } = await import('../status/run.ts')
  return statusCommand(stack, options, asked)
}

/** Loading the clients that are needed in any case takes as long as many calls: it need not wait for its turn. */
function preload(): void {
  const clients = [
    import('../../aws/cloudformation.ts'),
    import('../../aws/ec2.ts'),
    import('../../aws/sts.ts'),
  ]
  // What cannot be loaded is told where it is used.
  Promise.all(clients).catch(() => undefined)
}
