import { verdictIn } from '../../stacks/watch/verdict.ts'
import { bootReports } from '../console.ts'
import { type Check, consoleOf, failed, passed } from '../probe.ts'

/** The instance restarts, and its units start again. */
export const reboot: Check = {
  name: 'reboot',
  needs: ['boot', 'agent', 'inside'],
  limitSeconds: 240,
  async run(probe) {
    const { context, found } = probe
    await (await context.clients.ec2(context.region)).rebootInstance(found.instanceId)
    return probe.await(
      async () => {
        const report = bootReports(await consoleOf(probe)).find(({ boot }) => boot !== found.boot)
        return report?.isComplete ? passed('restarted') : undefined
      },
      async () => failed('the instance has not reported on its console after the restart'),
    )
  },
}

/** After the restart it is the same container instance. */
export const rejoin: Check = {
  name: 'rejoin',
  needs: ['boot', 'agent', 'inside', 'reboot'],
  limitSeconds: 120,
  async run(probe) {
    const { request, context, found } = probe
    const ecs = await context.clients.ecs()
    return probe.await(
      async () => {
        const members = (await ecs.containerInstances(request.stack.cluster)).filter(
          ({ instanceId }) => instanceId === found.instanceId,
        )
        const other = members.find(
          ({ arn, agentConnected }) => arn !== found.containerInstance && agentConnected,
        )
        if (other !== undefined)
          return failed(
            `the instance registered again, as ${idOf(other.arn)} instead of ${idOf(found.containerInstance)}`,
          )
        const same = members.find(({ arn }) => arn === found.containerInstance)
        if (same?.agentConnected) return passed(`the same container instance, ${idOf(same.arn)}`)
        const verdict = verdictIn(await consoleOf(probe))
        return verdict?.result === 'failed' ? failed(`${verdict.stage}: ${verdict.reason}`) : undefined
      },
      async () => failed('the agent has not connected again'),
    )
  },
}

function idOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn
}
