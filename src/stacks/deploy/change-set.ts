import type { ChangeSetParameter, ChangeSetRequest } from '../../aws/cloudformation.ts'
import type { ChangeSet } from '../../aws/stack.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { StacksContext } from '../context.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'

const prefix = 'packer-ecs-'

/** Says by which run it was made. */
export function changeSetName(runId: string): string {
  return `${prefix}${runId}`
}

export function isOwnChangeSet(name: string): boolean {
  return name.startsWith(prefix)
}

/** As CloudFormation wants them: what has the template's default is left out, what stays is not said again. */
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
    if (found === undefined) throw failed(request.stackName, 'it disappeared while it was made')
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

/** CloudFormation says by a failure that there is nothing to do. */
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
    why: 'The template makes what can give rights away (roles, policies) or expands macros; CloudFormation wants that said.',
    hint: `Look at what the template makes, then add it in packer-ecs.yaml: capabilities: [${needed.join(', ')}]`,
    cause,
  })
}

function failed(stackName: string, reason: string, details: readonly string[] = []): ToolError {
  return new ToolError('CHANGE_SET_FAILED', `CloudFormation cannot make a plan for ${stackName}: ${reason}`, {
    details,
    why: 'Nothing was changed.',
    hint: 'Correct the template or the parameter that it names.',
  })
}
