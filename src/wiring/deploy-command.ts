import { resolve } from 'node:path'
import { readProject } from '../config/read-project.ts'
import type { Project } from '../config/settings.ts'
import { asToolError, type ToolError } from '../errors/tool-error.ts'
import { type ChosenStack, chooseStack } from '../stacks/choose.ts'
import { readInputs } from '../stacks/deploy/deploy.ts'
import { type DeployRun, runDeploy } from '../stacks/deploy/deploy-run.ts'
import { type DeployDocument, failedDeployDocument } from '../stacks/deploy/document.ts'
import { connect } from './aws.ts'
import { tellFailure } from './failure.ts'
import { noticeUnfinished } from './notice-unfinished.ts'
import type { DeployOptions } from './options.ts'
import type { Output } from './output.ts'
import { createPerson } from './person.ts'
import { workingFolder } from './places.ts'
import type { AskedSandbox } from './sandbox.ts'
import { openStackOutput, stacksContext } from './stacks-context.ts'
import { clock, files } from './system.ts'

export async function deployCommand(
  stack: string | undefined,
  options: DeployOptions,
  asked: AskedSandbox,
): Promise<number> {
  const startedAt = clock.now().getTime()
  return tellFailure(
    options,
    async () => {
      const project = await readProject(resolve(workingFolder(), options.config), files)
      const chosen = chooseStack(project, stack, options.env)
      const output = await openStackOutput(options)
      const deploy = deployOne(project, chosen, options, asked, output)
      const { document, error } = await deploy.catch((cause): DeployRun => {
        const failure = asToolError(cause)
        const seconds = (clock.now().getTime() - startedAt) / 1000
        return { document: failedDeployDocument(failure, seconds, chosen), error: failure }
      })
      if (error !== undefined) output.showError(error)
      await output.close()
      process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : outputLines(document, error))
      return error?.exitStatus ?? 0
    },
    error => failedDeployDocument(error, 0),
  )
}

async function deployOne(
  project: Project,
  chosen: ChosenStack,
  options: DeployOptions,
  asked: AskedSandbox,
  output: Output,
): Promise<DeployRun> {
  const person = createPerson(options.yes ?? false, output)
  try {
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
    const inputs = await readInputs(request, { fileSystem: files })
    // Without a role of its own, CloudFormation needs all that this session may do.
    const limited = chosen.settings.role === null ? {} : { purpose: 'deploy' as const }
    const aws = await connect(options, asked, { session: project.session, ...limited })
    await noticeUnfinished(project.folder, aws, text => output.emit({ type: 'notice', text }))
    return await runDeploy({ ...request, ...inputs }, stacksContext(aws, output, person))
  } finally {
    person.release()
  }
}

/** `ClusterName  app-dev-cluster-Cluster-…`: for people and for `grep`; of a stack as it is now, not as it is planned. */
function outputLines({ outcome, outputs }: DeployDocument, error: ToolError | undefined): string {
  if (error !== undefined || outcome === 'planned') return ''
  const width = Math.max(0, ...Object.keys(outputs).map(({ length }) => length))
  return Object.entries(outputs)
    .map(([name, value]) => `${name.padEnd(width)}  ${value}\n`)
    .join('')
}
