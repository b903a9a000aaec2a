import { resolve } from 'node:path'
import { readProject } from '../../config/read-project.ts'
import type { Project } from '../../config/settings.ts'
import { connect } from '../../connect/aws.ts'
import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import type { AskedSandbox } from '../../connect/sandbox.ts'
import { stacksContext } from '../../connect/stacks-context.ts'
import { tellFailure } from '../../host/failure.ts'
import type { DeployOptions } from '../../host/options.ts'
import { workingFolder } from '../../host/places.ts'
import { files } from '../../host/system.ts'
import { type ChosenStack, chooseStack } from '../../stacks/choose.ts'
import { type DeployRun, runDeploy } from '../../stacks/deploy/deploy-run.ts'
import { failedDeployDocument } from '../../stacks/deploy/document.ts'
import { readFiles } from '../../stacks/deploy/read-files.ts'
import { type Surroundings, tellRun } from '../stack-run.ts'

export async function deployCommand(
  stack: string | undefined,
  options: DeployOptions,
  asked: AskedSandbox,
): Promise<number> {
  return tellFailure(
    options,
    async () => {
      const project = await readProject(resolve(workingFolder(), options.config), files)
      const chosen = chooseStack(project, stack, options.env)
      return tellRun(options, chosen, work => deployOne(project, chosen, options, asked, work), outputLines)
    },
    error => failedDeployDocument(error, 0),
  )
}

async function deployOne(
  project: Project,
  chosen: ChosenStack,
  options: DeployOptions,
  asked: AskedSandbox,
  { output, person }: Surroundings,
): Promise<DeployRun> {
  const request = {
    project,
    chosen,
    flags: options.parameter ?? [],
    ami: options.ami,
    dryRun: options.dryRun ?? false,
    wait: options.wait,
    writeParameters: options.writeParameters ?? false,
  }
  // Wrong parameters are found before the first call.
  const inputs = await readFiles(request, files)
  // Without a role of its own, CloudFormation needs all that this session may do.
  const limited = chosen.settings.role === null ? {} : { purpose: 'deploy' as const }
  const aws = await connect(options, asked, { session: project.session, ...limited })
  await noticeUnfinished(project.folder, aws, text => output.emit({ type: 'notice', text }))
  return runDeploy({ ...request, ...inputs }, stacksContext(aws, output, person))
}

/** `ClusterName  app-dev-cluster-Cluster-…`: for people and for `grep`; of a stack as it is now, not as it is planned. */
function outputLines({ document: { outcome, outputs }, error }: DeployRun): string {
  if (error !== undefined || outcome === 'planned') return ''
  const width = Math.max(0, ...Object.keys(outputs).map(({ length }) => length))
  return Object.entries(outputs)
    .map(([name, value]) => `${name.padEnd(width)}  ${value}\n`)
    .join('')
}
