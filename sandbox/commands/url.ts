import type { StackUrls } from '../supervisor/control.ts'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { CommonOptions } from './options.ts'
import { print, printDocument } from './output.ts'
import { control, requireRunning } from './running.ts'

/**
 * Prints the address at which this computer reaches the load balancer of a stack; one line for each load balancer.
 * @throws SandboxError if there is no such stack, load balancer, or listener
 */
export async function printUrl(stack: string, options: CommonOptions): Promise<void> {
  const sandbox = await requireRunning(options)
  const found = await control<StackUrls>(sandbox, 'urls', { stack })
  if (found.loadBalancers === undefined) {
    throw new SandboxError(`stack ${stack} does not exist in the sandbox`, {
      hint: `Deploy it first: packer-ecs deploy ${stack} --sandbox`,
    })
  }
  const [first] = found.loadBalancers
  if (first === undefined) {
    throw new SandboxError(`stack ${stack} has no load balancer`, {
      hint: 'Pass the stack that creates a resource of type AWS::ElasticLoadBalancingV2::LoadBalancer.',
    })
  }
  const loadBalancers = found.loadBalancers.flatMap(({ url, ...one }) =>
    url === undefined ? [] : [{ ...one, url }],
  )
  if (loadBalancers.length === 0) {
    throw new SandboxError(`load balancer ${first.name} of stack ${stack} has no listener`, {
      hint: 'The stack is not deployed completely; "packer-ecs status" shows its state.',
    })
  }
  if (options.json) return printDocument<'url'>({ stack, loadBalancers })
  print(...loadBalancers.map(({ url }) => url))
}
