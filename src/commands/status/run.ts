import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import { clock } from '../../host/system.ts'
import { painter } from '../../reporters/paint.ts'
import { statusText } from '../../reporters/status-text.ts'
import { allStacks } from '../../stacks/choose.ts'
import { stackStatuses } from '../../stacks/status/status.ts'
import type { InstanceStatus, StackStatus } from '../../stacks/status/types.ts'
import { readChannel } from '../../state/pointers.ts'
import type { AwsInvocation } from '../invocation.ts'

type StatusInvocation = AwsInvocation<{ readonly stack: string | undefined }, { readonly env?: string }>

export async function run({ arguments: { stack }, options, ...invocation }: StatusInvocation) {
  const project = await invocation.project()
  const chosen = allStacks(project, stack, options.env)
  const aws = await invocation.connect()
  await noticeUnfinished(project, aws, text => invocation.note(`${text}\n`))
  const stacks = await stackStatuses(chosen, project.name, {
    ...aws.clients,
    ec2: () => aws.clients.ec2(aws.region),
    // A status without the right to read the parameters only shows less.
    channelImage: async (image, channel) => {
      const context = { ssm: await aws.clients.ssm() }
      const pointer = await readChannel({ project: project.name ?? '', image, channel }, context).catch(
        () => undefined,
      )
      return pointer?.imageId ?? null
    },
  })
  const document = { schemaVersion: 1 as const, region: aws.region, stacks: stacks.map(describeStack) }
  if (stacks.length === 0)
    return {
      document,
      note: 'The configuration has no stacks. docs/deploying.md describes how to add one.\n',
    }
  return {
    document,
    text: () => statusText(stacks, clock.now(), painter(process.stdout)),
    wraps: true as const,
  }
}

function describeStack({ instances, ...stack }: StackStatus) {
  return { ...stack, instances: instances.map(describeInstance) }
}

function describeInstance({ ami, ...instance }: InstanceStatus) {
  return { ...instance, ami: { ...ami, createdAt: ami.createdAt?.toISOString() ?? null } }
}
