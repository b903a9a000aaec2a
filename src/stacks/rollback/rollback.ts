import type { StackDescription } from '../../aws/stack.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { expectedSeconds } from '../../runs/expected.ts'
import type { Run } from '../../runs/workflow.ts'
import type { StacksContext } from '../context.ts'
import { clearWay } from '../deploy/clear-way.ts'
import { deploy } from '../deploy/deploy.ts'
import type { DeployProgress } from '../deploy/document.ts'
import type { Template } from '../template/template.ts'
import { endOperation } from '../watch/end-operation.ts'
import { amisLeft, backRequest } from './back-request.ts'
import { cliCommands } from './commands.ts'
import type { Earlier, RollbackRequest } from './request.ts'

/** `canceled`: an update was in progress, or its rollback: the stack runs again what it ran before that update. */
export type RollbackEnd = 'updated' | 'unchanged' | 'planned' | 'canceled'

/**
 * Brings a stack back to what it ran before. An update in progress is canceled, and a rollback that failed is continued:
 * both lead there. Otherwise the template and the parameters of the earlier deployment are deployed.
 *
 * @throws ToolError STACK_NOT_FOUND, ROLLBACK_NOTHING, DECLINED, and those of clearWay and deploy
 */
export async function rollBack(
  request: RollbackRequest,
  run: Run<'deploy'>,
  context: StacksContext,
  progress: DeployProgress,
): Promise<RollbackEnd> {
  const { stack, stackName } = request.chosen
  const { emit, clients, fileSystem } = context
  const client = await clients.cloudFormation()
  const first = await client.stack(stackName)
  if (first === undefined) throw notFound(stackName, context.region)
  progress.stackId = first.stackId
  if (never.test(first.status)) throw nothingBefore(first, 'It was never created completely.', stack)
  tellDuration(request, run, context)

  const isInUpdate = inUpdate.test(first.status)
  if (isInUpdate && request.dryRun) {
    emit({ type: 'notice', text: `${stackName} is in ${first.status}: ${remedies(first)}` })
    return 'planned'
  }
  if (first.status === 'UPDATE_IN_PROGRESS') await cancel(first, context)
  const clear = { stackName, runId: run.runId, dryRun: request.dryRun }
  const ready = await clearWay(await client.stack(stackName), clear, context, run.steps)
  if (ready.kind !== 'ready') throw nothingBefore(first, 'It was deleted in the meantime.', stack)
  const { stack: found } = ready
  if (isInUpdate && found.status === 'UPDATE_ROLLBACK_COMPLETE') {
    await request.past.leave(amisLeft(first.parameters, found.parameters))
    progress.outputs = found.outputs
    return 'canceled'
  }

  const earlier = await request.past.earlier(found)
  if (earlier === undefined) throw nothingBefore(found, 'No earlier deployment of it is recorded.', stack)
  const text = await client.template(found.stackId)
  announce(found, earlier, earlier.template === text, context)
  const back = await backRequest(request, found, earlier, fileSystem)
  tellSsm(back.template, earlier, context)
  const { runId, accountId, record } = run
  const end = await deploy({ ...back, runId, accountId, record }, context, run.steps, progress)
  return end === 'unchanged' || end === 'planned' ? end : 'updated'
}

/** States of an update and of its rollback, which lead back to what ran before. */
const inUpdate =
  /^UPDATE_(IN_PROGRESS|ROLLBACK_IN_PROGRESS|ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS|ROLLBACK_FAILED)$/
const never = /^(CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_.*|REVIEW_IN_PROGRESS|DELETE_.*)$/

async function cancel(stack: StackDescription, context: StacksContext): Promise<void> {
  const { stackName } = stack
  const { emit, person, clients } = context
  emit({ type: 'notice', text: `the same with the AWS CLI: ${cliCommands.cancel(stackName)}` })
  if (!(await person.agrees(`Cancel the update of ${stackName} and roll it back?`))) throw declined(stackName)
  // If it is too late for that, the completed update is rolled back by another one.
  await endOperation('cancel', stack, await clients.cloudFormation(), context)
}

function remedies({ stackName, status }: StackDescription): string {
  if (status === 'UPDATE_IN_PROGRESS') return `would be canceled (${cliCommands.cancel(stackName)})`
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return `its rollback would be continued (${cliCommands.continue(stackName)})`
  return 'its rollback would be watched to its end'
}

function announce(
  stack: StackDescription,
  earlier: Earlier,
  isSameTemplate: boolean,
  { emit }: Pick<StacksContext, 'emit'>,
): void {
  const what = isSameTemplate ? 'the parameters' : 'the template and the parameters'
  const texts = [
    `${stack.stackName} goes back to ${what} of ${earlier.at} (by ${earlier.by})`,
    `the same with the AWS CLI: ${isSameTemplate ? '' : `${earlier.fetch} && `}${cliCommands.update(stack, earlier, isSameTemplate)}`,
  ]
  for (const text of texts) emit({ type: 'notice', text })
}

/** The stack has the name of the SSM parameter: what it held is not known to CloudFormation. */
function tellSsm({ parameters }: Template, earlier: Earlier, { emit }: Pick<StacksContext, 'emit'>): void {
  for (const [name, { type }] of Object.entries(parameters)) {
    const value = earlier.parameters[name]
    if (!type.startsWith('AWS::SSM::Parameter::Value<') || value === undefined) continue
    const text = `${name} takes what the SSM parameter ${value} holds now, also in a rollback: move that back first if it is the cause`
    emit({ type: 'notice', text })
  }
}

function tellDuration(
  { chosen: { stackName } }: RollbackRequest,
  { past, accountId }: Run<'deploy'>,
  { emit }: Pick<StacksContext, 'emit'>,
): void {
  const seconds = expectedSeconds(past, { kind: 'deploy', subject: stackName, accountId, work: 'update' })
  if (seconds === null) return
  const text = `updates of ${stackName} take about ${Math.max(1, Math.round(seconds / 60))} min; expect the same for the rollback`
  emit({ type: 'notice', text })
}

function notFound(stackName: string, region: string): ToolError {
  return new ToolError('STACK_NOT_FOUND', `there is no stack ${stackName} in ${region}`, {
    hint: `Check the name, --env and the region; "${ownCommand('status')}" lists the stacks of the configuration.`,
  })
}

function nothingBefore({ stackName, status }: StackDescription, why: string, stack: string): ToolError {
  return new ToolError('ROLLBACK_NOTHING', `there is nothing that ${stackName} (${status}) can go back to`, {
    why,
    hint: `Deploy what you need: ${ownCommand('deploy', stack)} with --ami, --parameter or an earlier commit of the template.`,
  })
}

function declined(stackName: string): ToolError {
  return new ToolError('DECLINED', `the rollback of ${stackName} was declined`, {
    why: 'The update continues.',
    hint: `Watch it: ${ownCommand('watch', stackName)}`,
  })
}
