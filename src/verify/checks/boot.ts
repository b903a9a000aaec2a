import { ToolError } from '../../errors/tool-error.ts'
import { tailOf } from '../../stacks/watch/verdict.ts'
import { type Check, consoleOf, failed, type Probe, passed } from '../probe.ts'

/** Auto Scaling launches the instance, and EC2 keeps it running. */
export const boot: Check = {
  name: 'boot',
  needs: [],
  limitSeconds: 240,
  async run(probe) {
    const { request, context, found, report } = probe
    const { group } = request.stack
    const client = await context.clients.autoScaling()
    const look = async () => {
      const [state] = await client.groups([group])
      const [member] = state?.instances ?? []
      if (found.instanceId === '') found.instanceId = member?.instanceId ?? ''
      if (found.instanceId !== '') report.progress(found.instanceId)
      if (member?.instanceId === found.instanceId && member.lifecycleState === 'InService')
        return passed(`${found.instanceId} is in service`)
      const failures = await client.failedActivities(group, new Date(0))
      // Newest first. They are counted, because the clock of this machine may be wrong.
      const [failure] = failures.slice(0, Math.max(0, failures.length - found.earlierFailures))
      if (failure !== undefined && isOfAccount.test(failure.message))
        throw notLaunched(failure.message, probe)
      return failure === undefined ? undefined : failed(`${failure.message}${keyAdvice(failure.message)}`)
    }
    return probe.await(look, async () => failed(await lateDetail(probe)))
  },
}

/** Reasons that say nothing about the AMI: capacity, quotas, addresses, permissions. */
const isOfAccount =
  /InsufficientInstanceCapacity|do not have sufficient|Unsupported|LimitExceeded|more vCPU capacity|free addresses|UnauthorizedOperation|not authorized/i

function notLaunched(message: string, { request: { launch } }: Probe): ToolError {
  return new ToolError('VERIFY_NOT_LAUNCHED', `no instance could be launched: ${message}`, {
    why: 'The reason is in the account or the region, not in the AMI, so the AMI has no verdict.',
    hint: `Remove the cause, or launch like another stack with --like. Instance types: ${launch.instanceTypes.join(', ')}; subnets: ${launch.subnetIds.join(', ')}.`,
  })
}

/** EC2 does not say that a key is missing. */
function keyAdvice(message: string): string {
  return /Client\.InternalError|InvalidKMSKey|inaccessible/.test(message)
    ? '; Auto Scaling may not be allowed to use the KMS key of the AMI (docs/errors/AMI_KEY_NOT_USABLE.md)'
    : ''
}

async function lateDetail(probe: Probe): Promise<string> {
  const { instanceId } = probe.found
  if (instanceId === '') return 'Auto Scaling has not launched an instance'
  const console = await consoleOf(probe).catch(() => '')
  const [last = 'its console is empty'] = tailOf(console, 1)
  return `${instanceId} does not run: ${last}`
}
