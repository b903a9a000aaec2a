import { channelAmi, recorded } from '../channels/deployable.ts'
import type { Project } from '../config/settings.ts'
import type { StackChannel } from '../stacks/ami/find-amis.ts'
import type { ChosenStack } from '../stacks/choose.ts'
import type { Aws } from './aws.ts'
import { assertProject, channelsContext } from './channels-context.ts'
import { requireState } from './state.ts'

/** The channel of a stack; null if it has none. The state is opened when it is first needed. */
export function stackChannel(
  project: Pick<Project, 'name' | 'file'>,
  { channel }: Pick<ChosenStack, 'channel'>,
  aws: Aws,
): StackChannel | null {
  if (channel === null) return null
  const name = assertProject(project)
  const context = async () => channelsContext(name, 'deploy', aws, await requireState(aws))
  return {
    channel,
    ami: async image => channelAmi(image, channel, await context()),
    recorded: async imageId => recorded(imageId, await context()),
  }
}
