import { resolve } from 'node:path'
import { readProject } from '../../config/read-project.ts'
import type { Project } from '../../config/settings.ts'
import { connect } from '../../connect/aws.ts'
import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import type { AskedSandbox } from '../../connect/sandbox.ts'
import { stacksContext } from '../../connect/stacks-context.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { tellFailure } from '../../host/failure.ts'
import type { StackOptions } from '../../host/options.ts'
import { workingFolder } from '../../host/places.ts'
import { files } from '../../host/system.ts'
import { readRecords } from '../../runs/record-file.ts'
import { chooseStack } from '../../stacks/choose.ts'
import type { DeployRun } from '../../stacks/deploy/deploy-run.ts'
import { failedDeployDocument } from '../../stacks/deploy/document.ts'
import { runWatch, type WatchRunRequest } from '../../stacks/deploy/watch-run.ts'
import { type Surroundings, tellRun } from '../stack-run.ts'

export async function watchCommand(
  stack: string | undefined,
  options: StackOptions,
  asked: AskedSandbox,
): Promise<number> {
  return tellFailure(
    options,
    async () => {
      const project = await projectOf(options)
      const watched = chosen(project, stack, options)
      return tellRun(options, watched, work => watchOne(project, watched, options, asked, work))
    },
    error => failedDeployDocument(error, 0),
  )
}

async function watchOne(
  project: Project | undefined,
  watched: Omit<WatchRunRequest, 'past'>,
  options: StackOptions,
  asked: AskedSandbox,
  { output, person }: Surroundings,
): Promise<DeployRun> {
  const session = project === undefined ? {} : { session: project.session }
  const aws = await connect(options, asked, { ...session, purpose: 'deploy' })
  const tell = (text: string) => output.emit({ type: 'notice', text })
  if (project !== undefined) await noticeUnfinished(project.folder, aws, tell)
  const past = project === undefined ? [] : await readRecords(project.folder, 'deploy', files)
  return runWatch({ ...watched, past }, stacksContext(aws, output, person))
}

/** Undefined without a configuration: a stack can be watched by its own name. */
async function projectOf({ config }: StackOptions): Promise<Project | undefined> {
  try {
    return await readProject(resolve(workingFolder(), config), files)
  } catch (error) {
    if (error instanceof ToolError && error.code === 'CONFIG_NOT_FOUND') return undefined
    throw error
  }
}

/** A stack of the configuration, or any other by the name that CloudFormation knows it by. */
function chosen(project: Project | undefined, stack: string | undefined, { env }: StackOptions) {
  const isKnown = project !== undefined && (stack === undefined || Object.hasOwn(project.stacks, stack))
  if (isKnown) {
    const { stackName, environment, ...found } = chooseStack(project, stack, env)
    return { stackName, stack: found.stack, environment }
  }
  if (stack !== undefined) return { stackName: stack, stack: null, environment: null }
  throw new ToolError('STACK_NOT_CHOSEN', 'no stack was named, and there is no configuration', {
    hint: 'Name the stack as CloudFormation knows it.',
    exitStatus: 2,
  })
}
