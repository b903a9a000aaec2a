import type { ChannelsContext } from '../channels/context.ts'
import type { Project } from '../config/settings.ts'
import { assertProject, channelsContext } from '../connect/channels-context.ts'
import type { Offer } from '../connect/offered-stack.ts'
import { openState, requireState } from '../connect/state.ts'
import type { AwsInvocation } from './invocation.ts'

/**
 * The project and its channels. A command that changes something offers to deploy the state if it is missing.
 *
 * @throws ConfigurationError KEY_MISSING; ToolError STATE_MISSING, DECLINED, NOT_CONFIRMED
 */
export async function openChannels(
  command: string,
  { project: read, connect, person, options, note }: AwsInvocation,
  isReading = false,
): Promise<{ readonly project: Project; readonly context: ChannelsContext }> {
  const project = await read()
  const name = assertProject(project)
  const aws = await connect()
  const offer: Offer = {
    agrees: async question => options.yes === true || person.confirm(question),
    emit: event => {
      if (event.type === 'notice') note(`${event.text}\n`)
    },
  }
  const state = isReading
    ? await requireState(aws)
    : await openState(aws, offer, () => connect(null, 'deploy'))
  return { project, context: await channelsContext(name, command, aws, state) }
}
