import { tailOf, verdictIn } from '../../stacks/watch/verdict.ts'
import { type Check, consoleOf, failed, type Probe, passed } from '../probe.ts'

/** The agent is connected, in the cluster that user data names. */
export const agent: Check = {
  name: 'agent',
  needs: ['boot'],
  limitSeconds: 600,
  async run(probe) {
    const { request, context, found } = probe
    const { cluster } = request.stack
    const ecs = await context.clients.ecs()
    const look = async () => {
      const member = (await ecs.containerInstances(cluster)).find(
        ({ instanceId }) => instanceId === found.instanceId,
      )
      if (member?.agentConnected && member.status === 'ACTIVE') {
        found.containerInstance = member.arn
        return passed(`agent ${member.agentVersion ?? 'of unknown version'}, connected`)
      }
      const verdict = verdictIn(await consoleOf(probe))
      return verdict?.result === 'failed' ? failed(`${verdict.stage}: ${verdict.reason}`) : undefined
    }
    return probe.await(look, async () => failed(await lateDetail(probe)))
  },
}

async function lateDetail(probe: Probe): Promise<string> {
  const [last = 'nothing'] = tailOf(await consoleOf(probe).catch(() => ''), 1)
  return `the instance has not joined the cluster; the console ends with: ${last}`
}
