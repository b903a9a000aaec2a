import type { StackDescription } from '../../aws/stack.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { Steps } from '../../images/steps.ts'
import type { StacksContext } from '../context.ts'
import { type Watched, watch } from '../watch/watch.ts'
import { isOwnChangeSet } from './change-set.ts'
import { DetachedError } from './failure.ts'
import { type Situation, situationOf } from './situation.ts'

/** A stack that takes a change set. */
export type Ready = Extract<Situation, { kind: 'new' | 'ready' }>

export interface ClearRequest {
  readonly stackName: string
  readonly runId: string
  /** Changes nothing: what is in the way is an error. */
  readonly dryRun: boolean
}

/**
 * Leads a stack to where it can be deployed: joins what is under way, deletes what never worked, goes on with a
 * rollback that failed. Each is offered first.
 *
 * @throws ToolError STACK_BUSY, STACK_DEAD, STACK_IN_REVIEW, STACK_STUCK, STACK_NOT_DELETED; DetachedError
 */
export async function clearWay(
  stack: StackDescription | undefined,
  request: ClearRequest,
  context: StacksContext,
  steps: Steps,
): Promise<Ready> {
  for (let current = stack; ; ) {
    const situation = situationOf(current)
    if (situation.kind === 'ready') return situation
    if (situation.kind === 'new') {
      if (situation.shell !== null) await assertOwnShell(situation.shell, context)
      return situation
    }
    const { stack: found } = situation
    if (request.dryRun) throw inTheWay(found)
    if (situation.kind === 'running') await join(found, context, steps)
    else if (situation.kind === 'dead') await remove(found, situation.why, request, context, steps)
    else await continueRollback(found, request, context, steps)
    current = await (await context.clients.cloudFormation()).stack(request.stackName)
  }
}

async function join(stack: StackDescription, context: StacksContext, steps: Steps): Promise<void> {
  const { stackName, status } = stack
  context.emit({
    type: 'notice',
    text: `${stackName} is in ${status}: joining that operation; this deploy follows it`,
  })
  await follow(stack, null, 'watch', context, steps)
}

async function remove(
  stack: StackDescription,
  why: string,
  { runId }: ClearRequest,
  context: StacksContext,
  steps: Steps,
): Promise<void> {
  const { stackName, stackId, status } = stack
  const question = `${stackName} is in ${status}: ${why}. CloudFormation can only delete it. Delete it and create it anew?`
  // Nothing is left of a creation that was rolled back; in the other states something may be.
  const isEmpty = status === 'ROLLBACK_COMPLETE'
  const { person } = context
  if (!(await (isEmpty ? person.agrees(question) : person.agreesInPerson(question)))) throw inTheWay(stack)
  const token = `${runId}-delete`
  await (await context.clients.cloudFormation()).deleteStack(stackId, token)
  const { phase } = await follow(stack, token, 'delete', context, steps)
  if (phase === 'deleted') return
  throw new ToolError('STACK_NOT_DELETED', `${stackName} could not be deleted`, {
    why: 'The events above say which resource is in the way.',
    hint: `Remove it by hand, or keep it: aws cloudformation delete-stack --stack-name ${stackName} --retain-resources LOGICAL_ID`,
  })
}

async function continueRollback(
  stack: StackDescription,
  { runId }: ClearRequest,
  context: StacksContext,
  steps: Steps,
): Promise<void> {
  const { stackName, stackId, statusReason } = stack
  const question = `The last rollback of ${stackName} failed (${statusReason ?? 'no reason given'}). Go on with it now?`
  if (!(await context.person.agrees(question))) throw inTheWay(stack)
  const token = `${runId}-rollback`
  await (await context.clients.cloudFormation()).continueRollback(stackId, token)
  const { phase } = await follow(stack, token, 'rollback', context, steps)
  if (phase === 'rolledBack') return
  throw new ToolError('STACK_STUCK', `the rollback of ${stackName} failed again`, {
    why: 'The events above say which resource is in the way.',
    hint: `Mend it, or leave it out: aws cloudformation continue-update-rollback --stack-name ${stackName} --resources-to-skip LOGICAL_ID`,
  })
}

async function follow(
  { stackId, stackName }: StackDescription,
  token: string | null,
  step: 'watch' | 'delete' | 'rollback',
  context: StacksContext,
  steps: Steps,
): Promise<Watched> {
  const request = { stackId, stackName, token, resources: null }
  const watched = await steps.run(
    step,
    report => watch(request, context, report),
    ({ status }) => `${stackName} is in ${status}`,
  )
  if (watched.phase !== 'detached') return watched
  throw new DetachedError(stackName)
}

/** Someone else's change sets wait for someone's decision; a shell without any, or with ours, is in nobody's way. */
async function assertOwnShell(
  { stackId, stackName }: StackDescription,
  context: StacksContext,
): Promise<void> {
  const names = await (await context.clients.cloudFormation()).changeSetNames(stackId)
  const others = names.filter(name => !isOwnChangeSet(name))
  if (others.length === 0) return
  throw new ToolError(
    'STACK_IN_REVIEW',
    `${stackName} is only a draft: the change set ${others.join(', ')} waits for a decision`,
    {
      why: 'It was not made by packer-ecs; whoever made it may still want to execute it.',
      hint: `Execute it, or remove it: aws cloudformation delete-change-set --stack-name ${stackName} --change-set-name ${others[0]}`,
    },
  )
}

function inTheWay({ stackName, status }: StackDescription): ToolError {
  const isBusy = status.endsWith('_IN_PROGRESS')
  return new ToolError(isBusy ? 'STACK_BUSY' : 'STACK_DEAD', `${stackName} is in ${status}`, {
    why: isBusy
      ? 'CloudFormation plans nothing while another operation is under way.'
      : 'CloudFormation takes no change in this state.',
    hint: isBusy
      ? `Wait for its end with "packer-ecs watch ${stackName}", then try again.`
      : `A deploy on a terminal offers the way out: deleting the stack, or going on with its rollback. By hand: aws cloudformation describe-stack-resources --stack-name ${stackName} shows what it holds.`,
  })
}
