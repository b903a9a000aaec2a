import type { ImageSettings } from '../../config/settings.ts'
import { type Check, failed, passed } from '../probe.ts'

/** Log groups below `/STACK/ec2/AutoScalingGroup/var/log`. The audit log has no lines before a task uses its role. */
const groups = {
  dmesg: 'dmesg',
  messages: 'messages',
  docker: 'docker',
  'ecs-init': 'ecs/ecs-init',
  'ecs-agent': 'ecs/ecs-agent',
} as const

/** What the image sends but no check covers: the role of the verification can write to the groups of its stack only. */
export function unverifiedLogs(settings: ImageSettings | null): string[] {
  const { groups: names, files } = settings?.logs ?? { groups: [], files: [] }
  const others = names.filter(name => !Object.hasOwn(groups, name))
  return [...others, ...files.map(({ path }) => path)].map(name => `log ${name}`)
}

/** The log streams that the image configures have lines. */
export const logs: Check = {
  name: 'logs',
  needs: ['boot', 'agent'],
  limitSeconds: 150,
  async run(probe) {
    const { request, context, found } = probe
    const configured: readonly string[] = request.settings?.logs.groups ?? []
    const expected = Object.entries(groups).filter(([name]) => configured.includes(name))
    if (expected.length === 0) return passed('the image sends no logs')
    const client = await context.clients.logs(context.region)
    let missing = expected
    const look = async () => {
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
    const names = () => missing.map(([name]) => name).join(', ')
    return probe.await(look, async () => failed(`no lines in CloudWatch Logs: ${names()}`))
  },
}
