import { tailOf, type Verdict, verdictIn } from '../../stacks/watch/verdict.ts'
import { type Check, consoleOf, type Finding, failed, type Probe, passed, silent, unknown } from '../probe.ts'
import { joinSeconds } from '../user-data.ts'

/** The agent is connected, in the cluster that user data names. */
export const agent: Check = {
  name: 'agent',
  needs: ['boot'],
  limitSeconds: joinSeconds + 60,
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
      return verdict?.result === 'failed' ? ofFirstRun(verdict) : undefined
    }
    return probe.await(look, async () => silent(probe, await lateDetail(probe)))
  },
}

/** Without a way to AWS, the instance says nothing about the AMI. */
function ofFirstRun({ stage, reason, lastLines }: Verdict): Finding {
  const detail = `${stage}: ${reason}`
  const cause = stage === 'proxy' ? reason : lastLines.findLast(line => isUnreachable.test(line))
  return cause === undefined
    ? failed(detail)
    : unknown(`${detail}; the instance cannot reach AWS from its subnet: ${cause}`)
}

/** As the ECS agent, which is written in Go, reports it. */
const isUnreachable =
  /RequestError: send request failed|dial tcp|i\/o timeout|no such host|proxyconnect|TLS handshake timeout|Client\.Timeout/i

async function lateDetail(probe: Probe): Promise<string> {
  const [last = 'nothing'] = tailOf(await consoleOf(probe).catch(() => ''), 1)
  return `the instance has not joined the cluster; the console ends with: ${last}`
}
