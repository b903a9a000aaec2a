import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StackDescription } from '../aws/stack.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { Emit } from '../events/events.ts'
import { packageFolder } from '../host/places.ts'
import { clock, random } from '../host/system.ts'
import { newRunId } from '../runs/run-id.ts'
import { changeSetName, makeChangeSet } from '../stacks/deploy/change-set.ts'
import type { Aws } from './aws.ts'

/** A stack of packer-ecs that a command needs. */
export interface OfferedStack {
  readonly stackName: string
  /** Relative to this package. */
  readonly template: string
  readonly capabilities: readonly string[]
  readonly parameters?: Readonly<Record<string, string>>
  /** Completes the question, e.g. `a bucket for records and locks`. */
  readonly purpose: string
}

/** Who is asked, and where progress is shown. */
export interface Offer {
  /** @throws ToolError NOT_CONFIRMED without a terminal and without --yes */
  agrees(question: string): Promise<boolean>
  readonly emit: Emit
}

/**
 * Offers to create the stack, or to update it if it exists, and waits until that ends.
 *
 * @throws ToolError DECLINED, NOT_CONFIRMED, CHANGE_SET_FAILED, STACK_FAILED
 */
export async function offerStack(offered: OfferedStack, aws: Aws, { agrees, emit }: Offer): Promise<void> {
  const { stackName, template, purpose } = offered
  const { accountId } = await aws.caller()
  const question = `Deploy the stack ${stackName} (${purpose}) in account ${accountId}, ${aws.region}?`
  if (!(await agrees(question))) throw declined(offered)
  emit({ type: 'notice', text: `deploying ${stackName}` })
  const client = await aws.clients.cloudFormation()
  const before = await client.stack(stackName)
  const isNew = before === undefined || before.status === 'REVIEW_IN_PROGRESS'
  const runId = newRunId(clock, random)
  const { changeSet, stackId } = await makeChangeSet(
    {
      stackName,
      kind: isNew ? 'CREATE' : 'UPDATE',
      name: changeSetName(runId),
      description: 'packer-ecs',
      template: { body: await readFile(join(packageFolder, template), 'utf8') },
      includesNested: false,
      parameters: Object.entries(offered.parameters ?? {}).map(([name, value]) => ({ name, value })),
      capabilities: offered.capabilities,
      tags: {},
      role: null,
      notificationTopics: [],
      token: runId,
    },
    stackName,
    { clients: aws.clients, clock },
  )
  if (changeSet === null) return
  await client.executeChangeSet(changeSet.id, runId)
  const { status, statusReason } = await settled(stackId, client)
  if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return
  const { events } = await client.events(stackId, null)
  const failures = events.filter(event => event.token === runId && event.status.endsWith('_FAILED'))
  throw failed(stackName, status, failures.at(-1)?.reason ?? statusReason ?? 'no reason given')
}

async function settled(
  stackId: string,
  client: { stack(id: string): Promise<StackDescription | undefined> },
): Promise<Pick<StackDescription, 'status' | 'statusReason'>> {
  for (;;) {
    const stack = await client.stack(stackId)
    if (stack === undefined) return { status: 'DELETE_COMPLETE', statusReason: 'the stack was deleted' }
    if (!stack.status.endsWith('_IN_PROGRESS') || stack.status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') {
      return { ...stack, status: stack.status.replace('_CLEANUP_IN_PROGRESS', '') }
    }
    await clock.sleep(1000)
  }
}

function declined({ stackName, template }: OfferedStack): ToolError {
  return new ToolError('DECLINED', `the stack ${stackName} was not deployed`, {
    why: 'The command cannot work without it. Nothing was changed.',
    hint: `Run the command again and confirm, or deploy it yourself: aws cloudformation deploy --stack-name ${stackName} --template-file ${template}`,
  })
}

function failed(stackName: string, status: string, reason: string): ToolError {
  return new ToolError('STACK_FAILED', `${stackName} ended in ${status}: ${reason}`, {
    why: 'The command cannot work without this stack.',
    hint: `Correct the cause, then delete the stack and run the command again: aws cloudformation delete-stack --stack-name ${stackName}`,
  })
}
