import type { ChangeSet, ChangeSetStore } from './change-set.ts'
import type { EventLog } from './event-log.ts'
import type { ApiInput } from './input.ts'
import { textOf } from './input.ts'
import { isChange } from './is-change.ts'
import type { Runner } from './runner.ts'
import type { Definition, Operation, Stack } from './stack.ts'
import { worldOf } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/** State and helpers that the API's calls share. */
export interface Core extends Surroundings, ChangeSetStore {
  readonly accountId: string
  readonly log: EventLog
  readonly now: () => Date
  readonly zones: (region: string) => readonly string[]
  uniqueId(): string
  readonly dispatch: Runner['dispatch']
  readonly until: Runner['until']
  /** Logs the event of a new stack without resources, for a change set. */
  tellReview(stack: Stack): void
  newStack(name: string, region: string, terminationProtection: boolean, parent?: Stack): Stack
  begin(
    stack: Stack,
    kind: Operation['kind'],
    target: Definition,
    input: ApiInput,
    onFailure: Operation['onFailure'],
    skip?: readonly string[],
  ): void
  definitionOf(stack: Stack): Definition
  /** `withNested`: a nested stack is a change, because its template can have changed. */
  hasChanges(stack: Stack, target: Definition, options?: { readonly withNested: boolean }): boolean
  /** The response to the same call with the same ClientRequestToken. */
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
  extends Surroundings,
    Pick<Core, 'accountId' | 'stacks' | 'log' | 'now' | 'zones' | 'dispatch' | 'until'> {
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
    newStack: (name, region, terminationProtection, parent) => ({
      id: `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/${uniqueId()}`,
      name,
      region,
      parentId: parent?.id ?? null,
      rootId: parent === undefined ? null : (parent.rootId ?? parent.id),
      createdAt: now(),
      updatedAt: null,
      deletedAt: null,
      status: 'REVIEW_IN_PROGRESS',
      statusReason: null,
      definition: null,
      outputs: [],
      resources: {},
      launchContents: {},
      handleSignals: {},
      pendingRemovals: [],
      imports: [],
      terminationProtection,
      operation: null,
    }),
    begin(stack, kind, target, input, onFailure, skip = []) {
      const token = textOf(input, 'ClientRequestToken') ?? null
      const operationId = uniqueId()
      dispatch(stack.id, {
        type: 'begin',
        kind,
        operationId,
        token,
        onFailure,
        target,
        skip,
        isNested: false,
      })
    },
    hasChanges: (stack, target, options) =>
      isChange(
        stack,
        definitionOf(stack),
        target,
        worldOf(stacks, stack.region, accountId, zones(stack.region)),
        options,
      ),
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

const emptyDefinition: Definition = {
  template: {
    body: '',
    isExtended: false,
    description: null,
    metadata: null,
    parameters: {},
    mappings: {},
    conditions: {},
    rules: {},
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
