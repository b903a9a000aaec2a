import { type Check, failed, passed, reportsOf, silent, unknown } from '../probe.ts'
import { ofBoot } from './inside.ts'

/** The instance restarts once, and passes the checks of a boot again. */
export const reboot: Check = {
  name: 'reboot',
  needs: ['boot', 'agent', 'inside'],
  limitSeconds: 240,
  async run(probe) {
    const { context, found, request } = probe
    await request.ensureHeld()
    await (await context.clients.ec2(context.region)).rebootInstance(found.instanceId)
    const afterwards = async () => (await reportsOf(probe)).filter(({ number }) => number > 1)
    return probe.await(
      async () => {
        const [second, third] = await afterwards()
        if (third !== undefined) return failed('the instance has restarted more than once')
        const finding = ofBoot(second)
        return finding?.result === 'passed' ? passed(`restarted: ${finding.detail}`) : finding
      },
      async () =>
        (await afterwards()).length === 0
          ? silent(probe, 'the instance has not reported on its console after the restart')
          : unknown('the console after the restart is not complete'),
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
        // The agent of the restarted instance has it; ECS may still show the connection from before the restart.
        const reported = (await reportsOf(probe)).find(({ number }) => number === 2)?.facts?.containerInstance
        const arns = [reported ?? '', ...members.map(({ arn }) => arn)].filter(arn => arn !== '')
        const other = arns.find(arn => arn !== found.containerInstance)
        if (other !== undefined)
          return failed(
            `the instance registered again, as ${idOf(other)} instead of ${idOf(found.containerInstance)}`,
          )
        if (reported === '') return failed('the agent has not joined the cluster after the restart')
        const isConnected = members.some(({ agentConnected }) => agentConnected)
        return reported !== undefined && isConnected
          ? passed(`the same container instance, ${idOf(found.containerInstance)}`)
          : undefined
      },
      async () => failed('the agent has not connected again'),
    )
  },
}

function idOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn
}
