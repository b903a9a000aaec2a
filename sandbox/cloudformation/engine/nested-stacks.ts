import { createHash } from 'node:crypto'
import { ApiError, type Json, type Properties, ResourceError, type ResourceRecord } from '../types.ts'
import type { Core } from './core.ts'
import { define } from './define.ts'
import type { BeginInput } from './effects.ts'
import { tagsOf } from './input.ts'
import type { Stack } from './stack.ts'
import { tagOutputs } from './stack-output.ts'
import type { NestedStacks } from './steps.ts'
import { assertUpdatable } from './store.ts'

export function createNestedStacks(core: Core): NestedStacks {
  const { dispatch, until } = core

  async function create(parent: Stack, logicalId: string, properties: Properties): Promise<ResourceRecord> {
    const name = nestedName(parent.name, logicalId, core.uniqueId())
    const child = core.newStack(name, parent.region, false, parent)
    const target = await define(inputOf(parent, properties), child, core)
    core.stacks.set(child.id, child)
    begin(child, 'create', target, 'nothing')
    dispatch(parent.id, { type: 'started', logicalId, physicalId: child.id })
    const ended = await until(child.id, isIdle)
    if (ended.status !== 'CREATE_COMPLETE') throw failed(ended, 'created:')
    return recordOf(ended)
  }

  async function update(parent: Stack, id: string, properties: Properties): Promise<ResourceRecord> {
    await cleanUp(id)
    const child = childOf(id)
    const target = await define(inputOf(parent, properties), child, core)
    if (!core.hasChanges(child, target)) return recordOf(child)
    assertUpdatable(child)
    begin(child, 'update', target, parent.operation?.onFailure === 'nothing' ? 'nothing' : 'rollback')
    const ended = await until(
      id,
      stack => isIdle(stack) || isHeld(stack) || stack.operation?.wentBack === true,
    )
    if (!isHeld(ended) || ended.operation?.wentBack === true) throw failedToUpdate(ended)
    return recordOf(ended)
  }

  /** Rolls back with the parent's update. A nested stack that was not updated does not change. */
  async function goBack(id: string): Promise<ResourceRecord> {
    const child = childOf(id)
    if (isHeld(child)) dispatch(id, { type: 'goBack' })
    else if (child.status === 'UPDATE_ROLLBACK_FAILED')
      dispatch(id, { type: 'continue', skip: [], token: null, operationId: core.uniqueId() })
    const ended = await until(id, stack => isIdle(stack) || isHeld(stack))
    if (ended.status === 'UPDATE_ROLLBACK_FAILED') throw failedToUpdate(ended)
    return recordOf(ended)
  }

  async function cleanUp(id: string): Promise<null> {
    if (isHeld(childOf(id))) dispatch(id, { type: 'cleanUp' })
    await until(id, isIdle)
    return null
  }

  async function remove(id: string): Promise<null> {
    const child = core.stacks.get(id)
    if (child === undefined || child.status === 'DELETE_COMPLETE') return null
    if (child.status !== 'DELETE_IN_PROGRESS') begin(child, 'delete', core.definitionOf(child), 'nothing')
    const ended = await until(id, isIdle)
    if (ended.status !== 'DELETE_COMPLETE') throw failed(ended, 'deleted:')
    return null
  }

  function begin(
    { id }: Stack,
    kind: BeginInput['kind'],
    target: BeginInput['target'],
    onFailure: BeginInput['onFailure'],
  ): void {
    const operationId = core.uniqueId()
    dispatch(id, {
      type: 'begin',
      kind,
      operationId,
      token: null,
      onFailure,
      target,
      skip: [],
      isNested: true,
    })
  }

  function childOf(id: string): Stack {
    const child = core.stacks.get(id)
    if (child !== undefined && child.status !== 'DELETE_COMPLETE') return child
    throw new ResourceError(`Stack with id ${id} does not exist`)
  }

  return {
    async act(parent, logicalId, step) {
      if (step.kind === 'create') return create(parent, logicalId, step.properties)
      if (step.kind === 'update') return update(parent, step.physicalId, step.properties)
      if (step.kind === 'goBack') return goBack(step.physicalId)
      if (step.kind === 'cleanUp') return cleanUp(step.physicalId)
      if (step.kind === 'remove') return remove(step.physicalId)
      throw new Error(`${logicalId} is a stack, which does not support ${step.kind}`)
    },
    cancel: stackId => dispatch(stackId, { type: 'stop' }),
  }
}

const isIdle = ({ operation }: Stack) => operation === null
const isHeld = ({ operation }: Stack) => operation?.phase === 'held'

/** The parameters of a call on the nested stack. It inherits tags, capabilities, and the service role. */
export function inputOf(
  { definition }: Pick<Stack, 'definition'>,
  { TemplateURL, Parameters, Tags, NotificationARNs }: Properties,
) {
  return {
    TemplateURL,
    Parameters: Object.entries((Parameters ?? {}) as Record<string, Json>).map(([name, value]) => ({
      ParameterKey: name,
      ParameterValue: parameterText(value),
    })),
    Tags: tagOutputs({ ...definition?.tags, ...tagsOf({ Tags }) }),
    NotificationARNs: NotificationARNs ?? [],
    Capabilities: definition?.capabilities ?? [],
    RoleARN: definition?.roleArn ?? undefined,
  }
}

function parameterText(value: Json): string {
  if (typeof value !== 'object') return String(value)
  const words = 'Value of property Parameters must be an object with String (or simple type) properties'
  throw new ApiError('ValidationError', words)
}

/** `PARENT-LOGICALID-XXXXXXXXXXXX`, at most 128 characters. */
export function nestedName(parent: string, logicalId: string, seed: string): string {
  const digest = createHash('sha256').update(seed).digest('hex')
  const suffix = BigInt(`0x${digest}`).toString(36).toUpperCase().slice(-12)
  return `${`${parent}-${logicalId}`.slice(0, 115)}-${suffix}`
}

function recordOf({ id, outputs }: Stack): ResourceRecord {
  const attributes = Object.fromEntries(outputs.map(({ key, value }) => [`Outputs.${key}`, value]))
  return { physicalId: id, attributes }
}

function failed({ id, statusReason }: Stack, what: string): ResourceError {
  return new ResourceError(`Embedded stack ${id} was not successfully ${what} ${(statusReason ?? '').trim()}`)
}

function failedToUpdate(child: Stack): ResourceError {
  return failed(child, `updated. Currently in ${child.status} with reason:`)
}
