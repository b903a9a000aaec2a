import {
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  SubmitTaskStateChangeCommand,
  type Task,
} from '@aws-sdk/client-ecs'

/**
 * Reports every task of a cluster as running, and as stopped when ECS has ordered that, in place of the agents of its
 * instances. Hold `ecs:Poll` before an instance boots, so that its agent does not report another state.
 */
export function standInAgent(ecs: ECSClient, cluster: string): { close(): Promise<void> } {
  let isOpen = true
  async function look(): Promise<void> {
    for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
      const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, desiredStatus }))
      if (taskArns.length === 0) continue
      const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))
      for (const task of tasks) await report(task)
    }
  }
  async function report(task: Task): Promise<void> {
    const isOver = task.desiredStatus === 'STOPPED' && task.lastStatus !== 'DEACTIVATING'
    const status = isOver ? 'STOPPED' : task.lastStatus === 'PENDING' ? 'RUNNING' : undefined
    if (status === undefined || task.lastStatus === 'STOPPED') return
    const containers = (task.containers ?? []).map(({ name }) => ({
      containerName: name,
      status,
      ...(isOver ? { exitCode: 143 } : {}),
    }))
    await ecs.send(new SubmitTaskStateChangeCommand({ cluster, task: task.taskArn, status, containers }))
  }
  const ended = (async () => {
    while (isOpen) {
      // The cluster may be missing, or the sandbox may have stopped.
      await look().catch(() => undefined)
      await new Promise(resolve => setTimeout(resolve, 200))
    }
  })()
  return {
    async close() {
      isOpen = false
      await ended
    },
  }
}
