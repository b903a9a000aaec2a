import type { ChannelsContext } from '../channels/context.ts'
import type { Project } from '../config/settings.ts'
import { ConfigurationError } from '../errors/fault.ts'
import { processes } from '../host/processes.ts'
import { clock, random } from '../host/system.ts'
import { newRunId } from '../runs/run-id.ts'
import type { Aws } from './aws.ts'
import type { State } from './state.ts'

/** @throws ConfigurationError KEY_MISSING */
export function assertProject({ name, file }: Pick<Project, 'name' | 'file'>): string {
  if (name !== null) return name
  throw new ConfigurationError([
    {
      code: 'KEY_MISSING',
      file,
      key: 'project',
      what: 'project is missing',
      why: 'Channels, rejections and freezes belong to a project, so that two projects with the same image names do not change each other.',
      hint: 'Add "project: NAME" at the top of the file. AMIs that were baked before belong to no project: bake again.',
    },
  ])
}

/** @param command the command that changes something, e.g. `promote` */
export async function channelsContext(
  project: string,
  command: string,
  aws: Aws,
  state: State,
): Promise<ChannelsContext> {
  const caller = await aws.caller()
  const { place, ...context } = state
  return {
    ...context,
    ...place,
    project,
    owner: {
      runId: newRunId(clock, random),
      command,
      user: caller.name,
      host: processes.host,
      since: clock.now().toISOString(),
    },
    ec2: await aws.clients.ec2(aws.region),
    ssm: await aws.clients.ssm(),
  }
}
