import {
  CancelUpdateStackCommand,
  type Capability,
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  paginateListStackResources,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { type ClientOptions, fewRetries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'
import type { ChangeSet, ResourceChange, StackDescription, StackResource } from './stack.ts'
import { toChangeSet, toChanges, toDescription } from './stack-answers.ts'
import { type StackEvents, stackEvents } from './stack-events.ts'

/** CloudFormation in one region: only the calls that packer-ecs makes. Every call is safe to repeat. */
export interface CloudFormation extends StackEvents {
  /** By name or id; an id also finds a deleted stack. Undefined when there is none. */
  stack(nameOrId: string): Promise<StackDescription | undefined>
  resources(stackId: string): Promise<StackResource[]>
  /** The template as it was sent. */
  template(stackId: string): Promise<string>
  /** Undefined when there is no such change set. */
  changeSet(id: string): Promise<ChangeSet | undefined>
  /** Names of the stack's change sets. */
  changeSetNames(stackId: string): Promise<string[]>
  createChangeSet(request: ChangeSetRequest): Promise<{ readonly id: string; readonly stackId: string }>
  executeChangeSet(id: string, token: string): Promise<void>
  deleteChangeSet(stackId: string, name: string): Promise<void>
  deleteStack(stackId: string, token: string): Promise<void>
  cancelUpdate(stackId: string, token: string): Promise<void>
  continueRollback(stackId: string, token: string): Promise<void>
  /** Turns termination protection on or off. */
  protect(stackId: string, isProtected: boolean): Promise<void>
}

export interface ChangeSetRequest {
  readonly stackName: string
  readonly kind: 'CREATE' | 'UPDATE'
  readonly name: string
  readonly description: string
  readonly template: StoredTemplate
  /** Whether nested stacks are planned as well. */
  readonly includesNested: boolean
  readonly parameters: readonly ChangeSetParameter[]
  readonly capabilities: readonly string[]
  /** Empty: the stack keeps its tags. */
  readonly tags: Readonly<Record<string, string>>
  readonly role: string | null
  /** Empty: the stack keeps its topics. */
  readonly notificationTopics: readonly string[]
  readonly token: string
}

/** A template in the call itself, or in S3. */
export type StoredTemplate = { readonly body: string } | { readonly url: string }

export type ChangeSetParameter =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly usePrevious: true }

export function createCloudFormation(options: ClientOptions): CloudFormation {
  const client = renewEndedSessions(new CloudFormationClient({ ...options, ...fewRetries }))
  /** One call whose result is not used. */
  const send = (action: string, call: () => Promise<unknown>) =>
    translated(`cloudformation:${action}`, async () => void (await call()))
  return {
    ...stackEvents(client),

    stack: nameOrId =>
      translated('cloudformation:DescribeStacks', async () => {
        try {
          const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: nameOrId }))
          return Stacks.map(toDescription)[0]
        } catch (error) {
          if (isMissing(error)) return undefined
          throw error
        }
      }),

    resources: stackId =>
      // DescribeStackResources knows the first 100 only.
      translated('cloudformation:ListStackResources', async () => {
        const found: StackResource[] = []
        for await (const page of paginateListStackResources({ client }, { StackName: stackId })) {
          for (const resource of page.StackResourceSummaries ?? []) {
            found.push({
              logicalId: resource.LogicalResourceId ?? '',
              physicalId: resource.PhysicalResourceId || null,
              type: resource.ResourceType ?? '',
              status: resource.ResourceStatus ?? '',
            })
          }
        }
        return found
      }),

    template: stackId =>
      translated('cloudformation:GetTemplate', async () => {
        const command = new GetTemplateCommand({ StackName: stackId, TemplateStage: 'Original' })
        const { TemplateBody } = await client.send(command)
        if (TemplateBody === undefined) throw new Error('the response has no template')
        return TemplateBody
      }),

    changeSet: id =>
      translated('cloudformation:DescribeChangeSet', async () => {
        const changes: ResourceChange[] = []
        const request = { ChangeSetName: id, IncludePropertyValues: true }
        for (let NextToken: string | undefined; ; ) {
          try {
            const page = await client.send(new DescribeChangeSetCommand({ ...request, NextToken }))
            changes.push(...toChanges(page))
            if (page.NextToken === undefined) return toChangeSet(page, changes)
            NextToken = page.NextToken
          } catch (error) {
            if (isMissing(error)) return undefined
            throw error
          }
        }
      }),

    changeSetNames: stackId =>
      translated('cloudformation:ListChangeSets', async () => {
        const { Summaries = [] } = await client.send(new ListChangeSetsCommand({ StackName: stackId }))
        return Summaries.map(({ ChangeSetName = '' }) => ChangeSetName)
      }),

    createChangeSet: request =>
      translated('cloudformation:CreateChangeSet', async () => {
        const { Id = '', StackId = '' } = await client.send(new CreateChangeSetCommand(toInput(request)))
        return { id: Id, stackId: StackId }
      }),

    executeChangeSet: (id, token) =>
      send('ExecuteChangeSet', () =>
        client.send(new ExecuteChangeSetCommand({ ChangeSetName: id, ClientRequestToken: token })),
      ),

    deleteChangeSet: (stackId, name) =>
      send('DeleteChangeSet', () =>
        client.send(new DeleteChangeSetCommand({ StackName: stackId, ChangeSetName: name })),
      ),

    deleteStack: (stackId, token) =>
      send('DeleteStack', () =>
        client.send(new DeleteStackCommand({ StackName: stackId, ClientRequestToken: token })),
      ),

    cancelUpdate: (stackId, token) =>
      send('CancelUpdateStack', () =>
        client.send(new CancelUpdateStackCommand({ StackName: stackId, ClientRequestToken: token })),
      ),

    continueRollback: (stackId, token) =>
      send('ContinueUpdateRollback', () =>
        client.send(new ContinueUpdateRollbackCommand({ StackName: stackId, ClientRequestToken: token })),
      ),

    protect: (stackId, isProtected) =>
      send('UpdateTerminationProtection', () =>
        client.send(
          new UpdateTerminationProtectionCommand({
            StackName: stackId,
            EnableTerminationProtection: isProtected,
          }),
        ),
      ),
  }
}

function toInput({ parameters, role, ...request }: ChangeSetRequest) {
  const tags = Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value }))
  const topics = [...request.notificationTopics]
  return {
    StackName: request.stackName,
    ChangeSetType: request.kind,
    ChangeSetName: request.name,
    Description: request.description,
    ...('url' in request.template
      ? { TemplateURL: request.template.url }
      : { TemplateBody: request.template.body }),
    Parameters: parameters.map(parameter =>
      'value' in parameter
        ? { ParameterKey: parameter.name, ParameterValue: parameter.value }
        : { ParameterKey: parameter.name, UsePreviousValue: true },
    ),
    Capabilities: request.capabilities as Capability[],
    ...(request.includesNested ? { IncludeNestedStacks: true } : {}),
    // An empty list would remove those of the stack.
    ...(tags.length === 0 ? {} : { Tags: tags }),
    ...(topics.length === 0 ? {} : { NotificationARNs: topics }),
    ClientToken: request.token,
    ...(role === null ? {} : { RoleARN: role }),
  }
}

/** For an unknown stack, CloudFormation returns ValidationError with a message; for a change set, a separate code. */
function isMissing(error: unknown): boolean {
  const code = errorCode(error)
  if (code === 'ChangeSetNotFoundException' || code === 'ChangeSetNotFound') return true
  return code === 'ValidationError' && error instanceof Error && /does not exist/.test(error.message)
}
