import type { ChannelsContext } from '../channels/context.ts'
import type { Source, TargetChannels } from '../channels/target-ami.ts'
import type { Project } from '../config/settings.ts'
import type { Aws } from '../connect/aws.ts'
import { assertProject, channelsContext } from '../connect/channels-context.ts'
import type { Offer } from '../connect/offered-stack.ts'
import { openState, requireState } from '../connect/state.ts'
import { connectTarget } from '../connect/target.ts'
import type { AwsInvocation } from './invocation.ts'

interface Channels {
  readonly project: Project
  readonly context: ChannelsContext
}

/**
 * The project and its channels. A command that changes something offers to deploy the state if it is missing.
 *
 * @throws ConfigurationError KEY_MISSING; ToolError STATE_MISSING, DECLINED, NOT_CONFIRMED
 */
export async function openChannels(
  command: string,
  invocation: AwsInvocation,
  isReading = false,
): Promise<Channels> {
  const { project, context } = await open(command, invocation, isReading)
  return { project, context }
}

/**
 * The channels of the session's account and region, and those of every target of the configuration. Without targets, the
 * former are the only target.
 *
 * @throws as openChannels; ToolError TARGET_OTHER_ACCOUNT, ROLE_DENIED
 */
export async function openTargets(
  command: string,
  invocation: AwsInvocation,
  isReading = false,
): Promise<{ readonly source: Source; readonly targets: readonly TargetChannels[] }> {
  const { project, context, aws, contextOf } = await open(command, invocation, isReading)
  const source = { context, ec2Of: aws.clients.ec2 }
  const targets: TargetChannels[] = []
  for (const [name, settings] of Object.entries(project.targets)) {
    const isOwn = settings.account === context.accountId && settings.region === context.region
    const own = isOwn ? context : await contextOf(await connectTarget(aws, name, settings))
    targets.push({ name, context: { ...own, owner: context.owner } })
  }
  return { source, targets: targets.length === 0 ? [{ name: null, context }] : targets }
}

async function open(
  command: string,
  { project: read, connect, ...invocation }: AwsInvocation,
  isReading: boolean,
) {
  const { person, options, note } = invocation
  const project = await read()
  const name = assertProject(project)
  const aws = await connect()
  const offer: Offer = {
    agrees: async question => options.yes === true || person.confirm(question),
    emit: event => {
      if (event.type === 'notice') note(`${event.text}\n`)
    },
  }
  // A role of a target has the permissions that its account gives it.
  const forStack = async (of: Aws) => (of === aws ? connect(null, 'deploy') : of)
  const stateOf = (of: Aws) => (isReading ? requireState(of) : openState(of, offer, () => forStack(of)))
  const contextOf = async (of: Aws) => channelsContext(name, command, of, await stateOf(of))
  return { project, aws, context: await contextOf(aws), contextOf }
}
