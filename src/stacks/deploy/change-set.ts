import type { ChangeSetParameter, ChangeSetRequest, CloudFormation } from '../../aws/cloudformation.ts'
import type { ChangeSet, ResourceChange } from '../../aws/stack.ts'
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

/** @throws ToolError CAPABILITY_MISSING, CHANGE_SET_FAILED; NestedPlanError */
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
    if (found.status === 'CREATE_COMPLETE') {
      return { stackId, changeSet: { ...found, changes: await withNested(found.changes, client) } }
    }
    if (found.status === 'FAILED') {
      if (isEmpty(found)) return { stackId, changeSet: null }
      if (isOfNested(found)) throw new NestedPlanError(await reasonOfNested(found, client), stackId)
      const reasons = (await client.validationFailures(id)).map(
        ({ logicalId, reason }) => `${logicalId}: ${reason}`,
      )
      throw failed(request.stackName, found.statusReason ?? 'no reason given', reasons)
    }
    await context.clock.sleep(wait)
  }
}

/** CloudFormation cannot plan a nested stack; it may still be able to change it. */
export class NestedPlanError extends Error {
  readonly stackId: string
  constructor(reason: string, stackId: string) {
    super(reason)
    this.stackId = stackId
  }
}

function isOfNested({ statusReason }: ChangeSet): boolean {
  return /nested change ?set/i.test(statusReason ?? '')
}

/** CloudFormation names the nested change set; that one has the reason, or names the next one. */
async function reasonOfNested(
  { statusReason }: ChangeSet,
  client: Pick<CloudFormation, 'changeSet'>,
): Promise<string> {
  const reason = statusReason ?? ''
  const id = /\barn:[^\s,]+:changeSet\/[^\s,]+/.exec(reason)?.[0]
  const nested = id === undefined ? undefined : await client.changeSet(id).catch(() => undefined)
  if (!nested?.statusReason) return reason
  return isOfNested(nested) ? reasonOfNested(nested, client) : nested.statusReason
}

/** Each change of a nested stack, followed by the changes in that stack. */
async function withNested(
  changes: readonly ResourceChange[],
  client: Pick<CloudFormation, 'changeSet'>,
  nestedIn: readonly string[] = [],
): Promise<ResourceChange[]> {
  const found = await Promise.all(
    changes.map(async change => {
      const own = { ...change, nestedIn }
      const inner = change.changeSetId === null ? undefined : await client.changeSet(change.changeSetId)
      const deeper = [...nestedIn, change.logicalId]
      return inner === undefined ? [own] : [own, ...(await withNested(inner.changes, client, deeper))]
    }),
  )
  return found.flat()
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
