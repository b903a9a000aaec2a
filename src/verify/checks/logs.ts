import type { SentLogs } from '../console.ts'
import { type Check, failed, passed, reportsOf, unknown } from '../probe.ts'

/** Log groups below `/STACK/ec2/AutoScalingGroup/var/log`. The audit log has no lines before a task uses its role. */
const groups = {
  dmesg: 'dmesg',
  messages: 'messages',
  docker: 'docker',
  'ecs-init': 'ecs/ecs-init',
  'ecs-agent': 'ecs/ecs-agent',
} as const

/** The log streams that the AMI sends have lines. The configuration may have changed since its bake. */
export const logs: Check = {
  name: 'logs',
  needs: ['boot', 'agent'],
  limitSeconds: 180,
  async run(probe) {
    const { request, context, found } = probe
    const client = await context.clients.logs(context.region)
    let expected: (readonly [name: string, path: string])[] | undefined
    let missing: (readonly [name: string, path: string])[] = []
    const look = async () => {
      if (expected === undefined) {
        const facts = (await reportsOf(probe))[0]?.facts ?? null
        if (facts === null) return undefined
        if (facts.logs === null) return unknown('the instance does not know which logs it sends')
        found.unverifiedLogs = unverified(facts.logs)
        const { groups: names } = facts.logs
        expected = Object.entries(groups).filter(([name]) => names.includes(name))
        missing = expected
      }
      if (expected.length === 0) return passed('the image sends no logs')
      const lines = await Promise.all(
        missing.map(([, path]) =>
          client.lastLines(
            `/${request.stack.stackName}/ec2/AutoScalingGroup/var/log/${path}`,
            found.instanceId,
            1,
          ),
        ),
      )
      missing = missing.filter((_, index) => lines[index]?.length === 0)
      return missing.length === 0 ? passed(`${expected.length} streams have lines`) : undefined
    }
    return probe.await(look, async () =>
      expected === undefined
        ? unknown('the instance has not reported on its console which logs it sends')
        : failed(`no lines in CloudWatch Logs: ${missing.map(([name]) => name).join(', ')}`),
    )
  },
}

/** The role of the verification can write to the log groups of its stack only. */
function unverified({ groups: names, files }: SentLogs): string[] {
  return [...names.filter(name => !Object.hasOwn(groups, name)), ...files].map(name => `log ${name}`)
}
