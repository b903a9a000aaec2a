import type { StackDescription } from '../../aws/stack.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { Step, Steps } from '../../runs/steps.ts'
import type { StacksContext } from '../context.ts'
import { type Watched, watch } from '../watch/watch.ts'
import { isOwnChangeSet } from './change-set.ts'
import { DetachedError } from './failure.ts'
import { hopelessFailure } from './service-failure.ts'
import { type Situation, situationOf } from './situation.ts'

/** A stack for which CloudFormation accepts a change set. */
export type Ready = Extract<Situation, { kind: 'new' | 'ready' }>

export interface ClearRequest {
  readonly stackName: string
  readonly runId: string
  /** Changes nothing: an obstacle is an error. */
  readonly dryRun: boolean
}

/**
 * Brings a stack into a state in which it can be deployed: joins an operation in progress, deletes a stack that was
 * never created, continues a rollback that failed. Deleting and continuing need an agreement.
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
    text: `${stackName} is in ${status}: joining that operation; this deploy starts after it`,
  })
  await follow(stack, null, joining, context, steps)
}

async function remove(
  stack: StackDescription,
  why: string,
  { runId }: ClearRequest,
  context: StacksContext,
  steps: Steps,
): Promise<void> {
  const { stackName, stackId, status } = stack
  const protection = stack.terminationProtection ? ' Its termination protection is turned off first.' : ''
  const question = `${stackName} is in ${status}: ${why}. CloudFormation can only delete it.${protection} Delete it and create it again?`
  // A creation that was rolled back leaves nothing; in the other states the stack may hold resources.
  const isEmpty = status === 'ROLLBACK_COMPLETE'
  const { person } = context
  if (!(await (isEmpty ? person.agrees(question) : person.agreesInPerson(question)))) throw inTheWay(stack)
  const token = `${runId}-delete`
  const client = await context.clients.cloudFormation()
  if (stack.terminationProtection) await client.protect(stackId, false)
  await client.deleteStack(stackId, token)
  await follow(stack, token, deletion, context, steps)
}

async function continueRollback(
  stack: StackDescription,
  { runId }: ClearRequest,
  context: StacksContext,
  steps: Steps,
): Promise<void> {
  const { stackName, stackId, statusReason } = stack
  const question = `The last rollback of ${stackName} failed (${statusReason ?? 'no reason given'}). Continue it now?`
  if (!(await context.person.agrees(question))) throw inTheWay(stack)
  const token = `${runId}-rollback`
  await (await context.clients.cloudFormation()).continueRollback(stackId, token)
  await follow(stack, token, rollback, context, steps)
}

function follow(
  { stackId, stackName }: StackDescription,
  token: string | null,
  operation: Operation,
  context: StacksContext,
  steps: Steps,
): Promise<Watched> {
  return steps.run(followStep(operation), { stackId, stackName, token, context })
}

interface Operation {
  readonly step: 'watch' | 'delete' | 'rollback'
  /** Undefined if it ended as it has to. */
  failure(watched: Watched, stackName: string): ToolError | undefined
}

const joining: Operation = { step: 'watch', failure: () => undefined }

const deletion: Operation = {
  step: 'delete',
  failure: ({ phase, rootCause }, stackName) =>
    phase === 'deleted'
      ? undefined
      : new ToolError('STACK_NOT_DELETED', `CloudFormation could not delete ${stackName}`, {
          why: failedResource(rootCause),
          hint: `Delete that resource yourself, or keep it: aws cloudformation delete-stack --stack-name ${stackName} --retain-resources ${rootCause?.resource ?? 'LOGICAL_ID'}`,
        }),
}

const rollback: Operation = {
  step: 'rollback',
  failure: ({ phase, rootCause }, stackName) =>
    phase === 'rolledBack'
      ? undefined
      : new ToolError('STACK_STUCK', `the rollback of ${stackName} failed again`, {
          why: failedResource(rootCause),
          hint: `Fix that resource, or skip it: aws cloudformation continue-update-rollback --stack-name ${stackName} --resources-to-skip ${rootCause?.resource ?? 'LOGICAL_ID'}`,
        }),
}

function failedResource(cause: Watched['rootCause']): string {
  return cause === null
    ? 'The events above show which resource failed.'
    : `${cause.resource}: ${cause.reason}`
}

interface FollowInput {
  readonly stackId: string
  readonly stackName: string
  readonly token: string | null
  readonly context: StacksContext
}

function followStep({ step, failure }: Operation) {
  return {
    name: step,
    async run({ context, ...followed }, report) {
      const watched = await watch({ ...followed, resources: null }, context, report)
      if (watched.phase === 'detached') throw new DetachedError(followed.stackName)
      const { hopeless } = watched
      if (hopeless !== null) throw hopelessFailure(hopeless, followed.stackName, watched.status)
      const failed = failure(watched, followed.stackName)
      if (failed !== undefined) throw failed
      return watched
    },
    summary: ({ status }, { stackName }) => `${stackName} is in ${status}`,
    undo: null,
  } satisfies Step<FollowInput, Watched>
}

/** A draft may hold change sets that packer-ecs did not create; they are not deleted. */
async function assertOwnShell(
  { stackId, stackName }: StackDescription,
  context: StacksContext,
): Promise<void> {
  const names = await (await context.clients.cloudFormation()).changeSetNames(stackId)
  const others = names.filter(name => !isOwnChangeSet(name))
  if (others.length === 0) return
  throw new ToolError(
    'STACK_IN_REVIEW',
    `${stackName} is only a draft: its change set ${others.join(', ')} is not executed yet`,
    {
      why: 'packer-ecs did not create that change set, and it may still be needed.',
      hint: `Execute it, or delete it: aws cloudformation delete-change-set --stack-name ${stackName} --change-set-name ${others[0]}`,
    },
  )
}

function inTheWay({ stackName, status }: StackDescription): ToolError {
  const isBusy = status.endsWith('_IN_PROGRESS')
  return new ToolError(isBusy ? 'STACK_BUSY' : 'STACK_DEAD', `${stackName} is in ${status}`, {
    why: isBusy
      ? 'CloudFormation accepts no change while another operation is in progress.'
      : 'CloudFormation accepts no change in this state.',
    hint: isBusy
      ? `Wait with "${ownCommand('watch', stackName)}" until it ends, then deploy again.`
      : `Deploy on a terminal, which offers to delete the stack or to continue its rollback. To see its resources: aws cloudformation describe-stack-resources --stack-name ${stackName}`,
  })
}
