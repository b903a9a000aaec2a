import type { Project } from '../../config/settings.ts'
import type { Aws } from '../../connect/aws.ts'
import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import { stackChannel } from '../../connect/stack-channel.ts'
import { stackHistory } from '../../connect/stack-history.ts'
import { stacksContext } from '../../connect/stacks-context.ts'
import { findState } from '../../connect/state.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { Emit } from '../../events/events.ts'
import { asRecordedIfKnown } from '../../images/as-recorded.ts'
import { onOneLine } from '../../reporters/foreign.ts'
import type { ChosenStack } from '../../stacks/choose.ts'
import { type DeployRun, runDeploy } from '../../stacks/deploy/deploy-run.ts'
import type { DeployDocument } from '../../stacks/deploy/document.ts'
import type { DeployFiles, DeployInputs, DeployRequest } from '../../stacks/deploy/request.ts'
import type { AwsInvocation, Result } from '../invocation.ts'
import { reportRun, type Surroundings } from '../stack-run.ts'

export interface DeployOptions {
  readonly all?: true
  readonly env?: string
  readonly ami?: string
  readonly keepAmi?: true
  readonly parameter?: readonly string[]
  readonly dryRun?: true
  /** False with --no-wait. */
  readonly wait?: boolean
  readonly writeParameters?: true
}

export type DeployInvocation = AwsInvocation<{ readonly stack: string | undefined }, DeployOptions>

/** @throws ToolError AMI_TWICE */
export function requestFor(project: Project, chosen: ChosenStack, options: DeployOptions): DeployRequest {
  if (options.keepAmi && options.ami !== undefined) {
    throw new ToolError('AMI_TWICE', 'cannot use --ami together with --keep-ami', {
      hint: 'Pass only one of the two options.',
      exitStatus: 2,
    })
  }
  return {
    project,
    chosen,
    flags: options.parameter ?? [],
    ami: options.ami,
    keepAmi: options.keepAmi ?? false,
    dryRun: options.dryRun ?? false,
    wait: options.wait ?? true,
    writeParameters: options.writeParameters ?? false,
  }
}

/** Deploys one stack, and reports it to its end. */
export function deployOne(
  invocation: DeployInvocation,
  request: DeployRequest,
  read: () => Promise<DeployFiles>,
): Promise<Result<DeployDocument>> {
  const { chosen, project } = request
  const deploy = async ({ output, person }: Surroundings) => {
    const inputs = await read()
    const aws = await invocation.connect(chosen.settings.role)
    await noticeUnfinished(project, aws, text => output.emit({ type: 'notice', text }))
    const channel = stackChannel(project, chosen, aws)
    const state = project.name === null ? {} : withState(aws, event => output.emit(event))
    return runDeploy({ ...request, ...inputs, channel, ...state }, stacksContext(aws, output, person))
  }
  return reportRun(invocation, chosen, deploy, outputLines)
}

/** What a deploy of a project reads from the state, and keeps in it. */
function withState(aws: Aws, emit: Emit): Pick<DeployInputs, 'history' | 'recorded'> {
  const notice = (text: string) => emit({ type: 'notice', text })
  return {
    history: stackHistory(aws, emit),
    recorded: images => asRecordedIfKnown(images, () => findState(aws), notice),
  }
}

/** `ClusterName  app-dev-cluster-Cluster-…`: for people and for `grep`; outputs of the stack as it is, not as planned. */
function outputLines({ document: { outcome, outputs }, error }: DeployRun): string {
  if (error !== undefined || outcome === 'planned') return ''
  const width = Math.max(0, ...Object.keys(outputs).map(({ length }) => length))
  return Object.entries(onOneLine(outputs))
    .map(([name, value]) => `${name.padEnd(width)}  ${value}\n`)
    .join('')
}
