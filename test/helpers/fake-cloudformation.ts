import type { ChangeSetRequest, CloudFormation } from '#src/aws/cloudformation.ts'
import type { ChangeSet, ResourceChange, StackDescription, StackEvent } from '#src/aws/stack.ts'
import { ToolError } from '#src/errors/tool-error.ts'

export const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/fleet/1'

/** A resource's event of an operation, and the stack's last one, which ends it. */
export type Script = readonly (readonly [logicalId: string, status: string, reason?: string])[]

/** CloudFormation with one stack, `fleet`, whose operations follow a script; told is what was called. */
export interface FakeCloudFormation {
  readonly client: CloudFormation
  readonly calls: string[]
  stack: StackDescription | undefined
  template: string
  /** What the next change sets hold; empty: nothing would change. */
  changes: ResourceChange[]
  /** What happens when one is executed: all at once. */
  script: Script
  readonly changeSets: Map<string, ChangeSet>
  readonly requests: ChangeSetRequest[]
  /** Adds an operation's events to the history, as somebody else's call would. */
  play(status: string, token: string | null, script: Script): void
}

export function description(status: string, settings: Partial<StackDescription> = {}): StackDescription {
  return {
    stackId,
    stackName: 'fleet',
    status,
    statusReason: null,
    parameters: {},
    outputs: { ClusterName: 'web' },
    tags: {},
    notificationTopics: [],
    capabilities: [],
    roleArn: null,
    terminationProtection: false,
    createdAt: new Date('2026-11-01T00:00:00Z'),
    updatedAt: null,
    ...settings,
  }
}

export function fakeCloudFormation(first: StackDescription | undefined): FakeCloudFormation {
  const history: StackEvent[] = []
  const calls: string[] = []
  const changeSets = new Map<string, ChangeSet>()
  const requests: ChangeSetRequest[] = []

  function add(logicalId: string, status: string, reason: string | null, token: string | null): void {
    const isStack = logicalId === 'fleet'
    history.push({
      eventId: String(history.length),
      stackId,
      stackName: 'fleet',
      logicalId,
      physicalId: isStack ? stackId : `physical-${logicalId}`,
      type: isStack ? 'AWS::CloudFormation::Stack' : 'AWS::Logs::LogGroup',
      status,
      reason,
      time: new Date(Date.UTC(2026, 10, 21) + history.length * 1000),
      token,
    })
    if (isStack) fake.stack = description(status, fake.stack)
    if (isStack && fake.stack !== undefined) fake.stack = { ...fake.stack, status }
    if (status === 'DELETE_COMPLETE' && isStack) fake.stack = undefined
  }

  const client: CloudFormation = {
    stack: async () => fake.stack,
    resources: async () => [],
    template: async () => fake.template,
    changeSet: async id => changeSets.get(id),
    changeSetNames: async () => [...changeSets.values()].map(({ name }) => name),
    async createChangeSet(request) {
      calls.push(`create ${request.kind}`)
      requests.push(request)
      fake.stack ??= description('REVIEW_IN_PROGRESS', { outputs: {} })
      const isEmpty = fake.changes.length === 0
      changeSets.set(request.name, {
        id: request.name,
        name: request.name,
        stackId,
        status: isEmpty ? 'FAILED' : 'CREATE_COMPLETE',
        statusReason: isEmpty ? "The submitted information didn't contain changes." : null,
        executionStatus: isEmpty ? 'UNAVAILABLE' : 'AVAILABLE',
        changes: fake.changes,
      })
      return { id: request.name, stackId }
    },
    async executeChangeSet(id, token) {
      calls.push('execute')
      changeSets.delete(id)
      fake.play(
        fake.stack?.status === 'REVIEW_IN_PROGRESS' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS',
        token,
        fake.script,
      )
    },
    async deleteChangeSet(_, name) {
      calls.push('delete change set')
      changeSets.delete(name)
    },
    async deleteStack(_, token) {
      calls.push('delete stack')
      changeSets.clear()
      if (fake.stack?.status === 'REVIEW_IN_PROGRESS') fake.stack = undefined
      else fake.play('DELETE_IN_PROGRESS', token, [['fleet', 'DELETE_COMPLETE']])
    },
    async cancelUpdate() {
      calls.push('cancel')
      fake.play('UPDATE_ROLLBACK_IN_PROGRESS', null, [['fleet', 'UPDATE_ROLLBACK_COMPLETE']])
    },
    async continueRollback(_, token) {
      calls.push('continue')
      fake.play('UPDATE_ROLLBACK_IN_PROGRESS', token, [['fleet', 'UPDATE_ROLLBACK_COMPLETE']])
    },
    async protect(_, isProtected) {
      calls.push(isProtected ? 'protect' : 'unprotect')
    },
    async events() {
      if (history.length === 0)
        throw new ToolError('AWS_CALL_FAILED', 'Stack fleet does not exist', { hint: '' })
      return { events: history.toReversed(), next: null }
    },
    validationFailures: async () => [],
  }

  const fake: FakeCloudFormation = {
    client,
    calls,
    stack: first,
    template: '',
    changes: [],
    script: [],
    changeSets,
    requests,
    play(status, token, script) {
      add('fleet', status, null, token)
      for (const [logicalId, next, reason] of script) add(logicalId, next, reason ?? null, token)
    },
  }
  return fake
}
