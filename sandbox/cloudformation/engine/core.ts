import { isSame } from '../template/json.ts'
import type { ChangeSet } from './change-sets.ts'
import type { LookUp } from './define.ts'
import type { EventLog } from './event-log.ts'
import type { ApiInput } from './input.ts'
import { textOf } from './input.ts'
import type { Runner } from './runner.ts'
import { resolvePolicy, resolveProperties, scopeOf } from './scope.ts'
import type { Definition, Operation, Stack } from './stack.ts'
import { type Stacks, worldOf } from './store.ts'

/** What the API's calls share. */
export interface Core {
  readonly accountId: string
  readonly stacks: Stacks
  readonly log: EventLog
  readonly lookUp: LookUp
  readonly now: () => Date
  readonly zones: (region: string) => readonly string[]
  uniqueId(): string
  readonly dispatch: Runner['dispatch']
  /** A stack without resources has come to be, for a change set. */
  tellReview(stack: Stack): void
  newStack(name: string, region: string, terminationProtection: boolean): Stack
  begin(
    stack: Stack,
    kind: Operation['kind'],
    target: Definition,
    input: ApiInput,
    onFailure: Operation['onFailure'],
    skip?: readonly string[],
  ): void
  definitionOf(stack: Stack): Definition
  hasChanges(stack: Stack, target: Definition): boolean
  changeSetsOf(stackId: string): Map<string, ChangeSet>
  /** The answer to the same call with the same ClientRequestToken. */
  repeated(action: string, region: string, name: string, input: ApiInput): object | undefined
  remember<Answer extends object>(
    action: string,
    region: string,
    name: string,
    input: ApiInput,
    answer: Answer,
  ): Answer
}

export interface CoreOptions
  extends Pick<Core, 'accountId' | 'stacks' | 'log' | 'lookUp' | 'now' | 'zones' | 'dispatch'> {
  /** Of the shape of a UUID. */
  readonly uniqueId: () => string
}

export function createCore(options: CoreOptions): Core {
  const { accountId, stacks, now, uniqueId, dispatch, zones } = options
  const changeSets = new Map<string, Map<string, ChangeSet>>()
  const answers = new Map<string, object>()

  const definitionOf = (stack: Stack): Definition => stack.definition ?? emptyDefinition
  return {
    ...options,
    definitionOf,
    tellReview({ id, name }) {
      const event = {
        logicalId: name,
        physicalId: id,
        resourceType: 'AWS::CloudFormation::Stack',
        status: 'REVIEW_IN_PROGRESS',
        reason: 'User Initiated',
        properties: null,
        token: null,
        operationId: uniqueId(),
        operationType: 'CREATE_CHANGESET',
      }
      options.log.append(id, event, now())
    },
    newStack: (name, region, terminationProtection) => ({
      id: `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/${uniqueId()}`,
      name,
      region,
      createdAt: now(),
      updatedAt: null,
      deletedAt: null,
      status: 'REVIEW_IN_PROGRESS',
      statusReason: null,
      definition: null,
      outputs: [],
      resources: {},
      launchContents: {},
      pendingRemovals: [],
      imports: [],
      terminationProtection,
      operation: null,
    }),
    begin(stack, kind, target, input, onFailure, skip = []) {
      const token = textOf(input, 'ClientRequestToken') ?? null
      dispatch(stack.id, { type: 'begin', kind, operationId: uniqueId(), token, onFailure, target, skip })
    },
    hasChanges(stack, target) {
      const before = definitionOf(stack)
      if (
        !isSame(before.tags, target.tags) ||
        before.notificationArns.join() !== target.notificationArns.join()
      )
        return true
      const world = worldOf(stacks, stack.region, accountId, zones(stack.region))
      const resolved = (definition: Definition) => describe(definition, { ...stack }, world)
      return !isSame(resolved(before), resolved(target))
    },
    changeSetsOf(stackId) {
      const present = changeSets.get(stackId) ?? new Map<string, ChangeSet>()
      changeSets.set(stackId, present)
      return present
    },
    repeated(action, region, name, input) {
      const token = textOf(input, 'ClientRequestToken')
      return token === undefined ? undefined : answers.get(`${action} ${region} ${name} ${token}`)
    },
    remember(action, region, name, input, answer) {
      const token = textOf(input, 'ClientRequestToken')
      if (token !== undefined) answers.set(`${action} ${region} ${name} ${token}`, answer)
      return answer
    },
  }
}

/** All that a change of is a change of the stack. */
function describe(definition: Definition, stack: Stack, world: ReturnType<typeof worldOf>) {
  const scope = scopeOf(stack, definition, world)
  const { resources, outputs } = definition.template
  const present = Object.entries(resources).filter(
    ([, { condition }]) => condition === null || definition.conditions[condition] === true,
  )
  const tolerant = <Result>(work: () => Result): Result | string => {
    try {
      return work()
    } catch {
      // A reference to what is not there yet: new, and so a change in any case.
      return 'not yet known'
    }
  }
  return {
    resources: present.map(([logicalId, { type, properties, ...policies }]) => ({
      logicalId,
      type,
      properties: tolerant(() => resolveProperties(properties, scope)),
      policies: [policies.creationPolicy, policies.updatePolicy].map(policy =>
        tolerant(() => resolvePolicy(policy, scope)),
      ),
      kept: [policies.deletionPolicy, policies.updateReplacePolicy].map(policy =>
        tolerant(() => resolveProperties({ policy }, scope)),
      ),
      metadata: policies.metadata,
    })),
    outputs: Object.entries(outputs).map(([key, { value, exportName, condition }]) => ({
      key,
      isThere: condition === null || definition.conditions[condition] === true,
      value: tolerant(() => resolveProperties({ value, exportName }, scope)),
    })),
  }
}

const emptyDefinition: Definition = {
  template: {
    body: '',
    description: null,
    metadata: null,
    parameters: {},
    mappings: {},
    conditions: {},
    resources: {},
    outputs: {},
  },
  values: {},
  parameters: {},
  conditions: {},
  tags: {},
  capabilities: [],
  notificationArns: [],
  roleArn: null,
}
