import type { ChangeSetParameter, ChangeSetRequest } from '../../aws/cloudformation.ts'
import type { ChangeSet } from '../../aws/stack.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { StacksContext } from '../context.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'

const prefix = 'packer-ecs-'

/** Names the run that creates the change set. */
export function changeSetName(runId: string): string {
  return `${prefix}${runId}`
}

export function isOwnChangeSet(name: string): boolean {
  return name.startsWith(prefix)
}

/** For CloudFormation: without parameters that have the template's default; unchanged values are not repeated. */
export function changeSetParameters(values: ParameterValues): ChangeSetRequest['parameters'] {
  return Object.entries(values).flatMap(([name, { value, source }]): ChangeSetParameter[] => {
    if (source.kind === 'default') return []
    return source.kind === 'previous' ? [{ name, usePrevious: true }] : [{ name, value }]
  })
}

export interface MadeChangeSet {
  readonly stackId: string
  /** Null when nothing would change. */
  readonly changeSet: ChangeSet | null
}

/** @throws ToolError CAPABILITY_MISSING, CHANGE_SET_FAILED */
export async function makeChangeSet(
  request: ChangeSetRequest,
  stack: string,
  context: Pick<StacksContext, 'clients' | 'clock'>,
): Promise<MadeChangeSet> {
  const client = await context.clients.cloudFormation()
  const { id, stackId } = await client.createChangeSet(request).catch(cause => {
    throw explain(cause, stack, request.stackName)
  })
  for (let wait = 100; ; wait = Math.min(2000, wait * 1.5)) {
    const found = await client.changeSet(id)
    if (found === undefined)
      throw failed(request.stackName, 'the change set was deleted while CloudFormation created it')
    if (found.status === 'CREATE_COMPLETE') return { stackId, changeSet: found }
    if (found.status === 'FAILED') {
      if (isEmpty(found)) return { stackId, changeSet: null }
      const reasons = (await client.validationFailures(id)).map(
        ({ logicalId, reason }) => `${logicalId}: ${reason}`,
      )
      throw failed(request.stackName, found.statusReason ?? 'no reason given', reasons)
    }
    await context.clock.sleep(wait)
  }
}

/** CloudFormation reports a change set without changes as failed. */
function isEmpty({ statusReason }: ChangeSet): boolean {
  return /didn't contain changes|No updates are to be performed/i.test(statusReason ?? '')
}

function explain(cause: unknown, stack: string, stackName: string): unknown {
  if (!(cause instanceof ToolError) || !(cause.cause instanceof Error)) return cause
  const { name, message } = cause.cause
  if (name === 'ValidationError') return failed(stackName, message)
  if (!/InsufficientCapabilities/.test(name)) return cause
  const needed = message.match(/CAPABILITY_\w+/g) ?? ['CAPABILITY_IAM']
  return new ToolError('CAPABILITY_MISSING', `stacks.${stack}.capabilities lacks ${needed.join(' and ')}`, {
    why: 'The template creates IAM resources or uses macros; CloudFormation requires you to acknowledge that.',
    hint: `Review the template, then set in packer-ecs.yaml: capabilities: [${needed.join(', ')}]`,
    cause,
  })
}

function failed(stackName: string, reason: string, details: readonly string[] = []): ToolError {
  return new ToolError(
    'CHANGE_SET_FAILED',
    `CloudFormation cannot plan the change of ${stackName}: ${reason}`,
    {
      details,
      why: 'Nothing was changed.',
      hint: /\bthe sandbox\b/.test(reason)
        ? 'Leave it out of the rehearsal, e.g. with a condition of the template, or deploy on AWS.'
        : 'Correct the template or the parameter that the message names.',
    },
  )
}
