import type { Project } from '../../config/settings.ts'
import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import { stacksContext } from '../../connect/stacks-context.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { stateFolder } from '../../host/places.ts'
import { files } from '../../host/system.ts'
import type { DeployRecord } from '../../runs/record.ts'
import { readProjectRecords, readRecords, recordsFolder } from '../../runs/record-file.ts'
import { chooseStack } from '../../stacks/choose.ts'
import type { DeployDocument } from '../../stacks/deploy/document.ts'
import { runWatch } from '../../stacks/deploy/watch-run.ts'
import type { AwsInvocation, Result } from '../invocation.ts'
import { reportRun } from '../stack-run.ts'

type WatchInvocation = AwsInvocation<{ readonly stack: string | undefined }, { readonly env?: string }>

export async function run(invocation: WatchInvocation): Promise<Result<DeployDocument>> {
  const project = await invocation.projectIfAny()
  const watched = chosen(project, invocation.arguments.stack, invocation.options.env)
  return reportRun(invocation, watched, async ({ output, person }) => {
    const aws = await invocation.connect()
    if (project !== undefined)
      await noticeUnfinished(project, aws, text => output.emit({ type: 'notice', text }))
    const past = project === undefined ? [] : await pastDeploys(project)
    return runWatch({ ...watched, past }, stacksContext(aws, output, person))
  })
}

/** For the expected duration only. */
async function pastDeploys({ folder }: Project): Promise<DeployRecord[]> {
  return [
    ...(await readRecords(recordsFolder(stateFolder(), folder), 'deploy', files)),
    ...(await readProjectRecords(folder, 'deploy', files)),
  ]
}

/** A stack of the configuration, or any other by its name in CloudFormation. */
function chosen(project: Project | undefined, stack: string | undefined, env: string | undefined) {
  const isKnown = project !== undefined && (stack === undefined || Object.hasOwn(project.stacks, stack))
  if (isKnown) {
    const { stackName, environment, ...found } = chooseStack(project, stack, env)
    return { stackName, stack: found.stack, environment }
  }
  if (stack !== undefined) return { stackName: stack, stack: null, environment: null }
  throw new ToolError('STACK_NOT_CHOSEN', 'no stack was named, and there is no configuration', {
    hint: 'Pass the name of the stack in CloudFormation.',
    exitStatus: 2,
  })
}
