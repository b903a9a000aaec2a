import { ToolError } from '../../errors/tool-error.ts'
import { isOfAccount, isOfAmi } from '../launch-reasons.ts'
import { verifyTag } from '../launch-step.ts'
import { type Check, type Finding, failed, type Probe, passed } from '../probe.ts'

/** Auto Scaling launches an instance of the AMI, and EC2 keeps it running. */
export const boot: Check = {
  name: 'boot',
  needs: [],
  limitSeconds: 240,
  async run(probe) {
    const { request, context, found, report } = probe
    const { group } = request.stack
    const client = await context.clients.autoScaling()
    let last = 'Auto Scaling has not launched an instance'
    const look = async (): Promise<Finding | undefined> => {
      const [state] = await client.groups([group])
      const running = state?.instances.find(({ lifecycleState }) => lifecycleState === 'InService')
      if (running !== undefined) {
        await assertOfThisRun(running.instanceId, probe)
        found.instanceId = running.instanceId
        return passed(`${found.instanceId} is in service`)
      }
      const [failure] = await client.failedActivities(group, found.launchedAt)
      if (failure === undefined) return undefined
      last = failure.message
      report.progress(last)
      if (isOfAmi(last)) return failed(`${last}${keyAdvice(last)}`)
      // Auto Scaling tries the next zone or type.
      if (isOfAccount(last)) throw notLaunched(last, probe)
      return undefined
    }
    return probe.await(look, async () => {
      throw notLaunched(last, probe)
    })
  },
}

/** @throws ToolError VERIFY_NOT_LAUNCHED if another run or person changed the group meanwhile */
async function assertOfThisRun(instanceId: string, probe: Probe): Promise<void> {
  const { request, context } = probe
  const facts = await (await context.clients.ec2(context.region)).instanceFacts(instanceId)
  if (facts?.imageId === request.ami.imageId && facts.tags[verifyTag] === request.runId) return
  throw notLaunched(`${instanceId} is of ${facts?.imageId ?? 'an unknown AMI'} or of another run`, probe)
}

function notLaunched(message: string, { request: { launch } }: Probe): ToolError {
  return new ToolError('VERIFY_NOT_LAUNCHED', `the instance could not be launched: ${message}`, {
    why: 'The reason is not known to be in the AMI, so the AMI has no verdict.',
    hint: `Remove the cause, or launch like another stack with --like. Instance types: ${launch.instanceTypes.join(', ')}; subnets: ${launch.subnetIds.join(', ')}.`,
  })
}

/** EC2 does not say that a key is missing. */
function keyAdvice(message: string): string {
  return /Client\.InternalError|InvalidKMSKey|inaccessible/.test(message)
    ? '; Auto Scaling may not be allowed to use the KMS key of the AMI (docs/errors/AMI_KEY_NOT_USABLE.md)'
    : ''
}
