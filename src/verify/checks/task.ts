import { type Check, failed, passed } from '../probe.ts'

/** A task runs to completion on the instance, and its output is in CloudWatch Logs. */
export const task: Check = {
  name: 'task',
  needs: ['boot', 'agent'],
  limitSeconds: 120,
  async run(probe) {
    const { request, context, found } = probe
    const { cluster, taskDefinition, stackName } = request.stack
    const ecs = await context.clients.ecs()
    const started = await ecs.startTask({
      cluster,
      taskDefinition,
      containerInstance: found.containerInstance,
      startedBy: request.runId,
    })
    if ('refusal' in started) return failed(`ECS cannot start a task on the instance: ${started.refusal}`)
    const { taskArn } = started
    const taskId = taskArn.split('/').at(-1) ?? ''
    const logs = await context.clients.logs(context.region)
    let status = ''
    const look = async () => {
      const state = await ecs.task(cluster, taskArn)
      status = state?.status ?? 'unknown to ECS'
      probe.report.progress(status)
      if (state === undefined || state.status !== 'STOPPED') return undefined
      const [container] = state.containers
      if (container?.exitCode !== 0) {
        const why = container?.reason ?? state.stoppedReason ?? 'no reason given'
        return failed(`the task ended with exit code ${container?.exitCode ?? 'none'}: ${why}`)
      }
      status = 'STOPPED without lines in CloudWatch Logs'
      const lines = await logs.lastLines(`/${stackName}/task`, `task/version/${taskId}`, 10)
      return lines.length === 0 ? undefined : passed(`exit code 0, ${lines.length} log lines`)
    }
    return probe.await(look, async () => failed(`the task is ${status}`))
  },
}
