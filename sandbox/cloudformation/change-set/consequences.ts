import { evaluate } from '../template/evaluate.ts'
import type { Scope } from '../template/scope.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import type { Json, Properties, ResourceRecord } from '../types.ts'
import type { Detail, PolicyAction, ResourceChange } from './resource-change.ts'
import type { Present } from './wanted.ts'

export function addition(
  logicalId: string,
  { type }: ResourceDeclaration,
  properties: Properties,
): ResourceChange {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: 'Add',
      LogicalResourceId: logicalId,
      ResourceType: type,
      Scope: [],
      Details: [],
      AfterContext: contextOf(properties),
    },
  }
}

export function modification(
  logicalId: string,
  { type, updateReplacePolicy }: ResourceDeclaration,
  change: {
    readonly present: ResourceRecord & { readonly properties: Properties }
    readonly properties: Properties
    readonly details: readonly Detail[]
  },
  scope: Scope,
): ResourceChange {
  const { present, properties, details } = change
  const replacement = replacementBy(details)
  const policy = policyWord(updateReplacePolicy, scope)
  return {
    Type: 'Resource',
    ResourceChange: {
      ...(replacement === 'False' ? {} : { PolicyAction: `ReplaceAnd${policy}` as const }),
      Action: 'Modify',
      LogicalResourceId: logicalId,
      PhysicalResourceId: present.physicalId,
      ResourceType: type,
      Replacement: replacement,
      Scope: [...new Set(details.map(({ Target }) => Target.Attribute))],
      Details: details,
      BeforeContext: contextOf(present.properties),
      AfterContext: contextOf(properties),
    },
  }
}

export function removal(before: Present, logicalId: string, scope: Scope): ResourceChange {
  const { physicalId, properties } = before.resources[logicalId] ?? { physicalId: '', properties: {} }
  const { type, deletionPolicy } = before.template.resources[logicalId] ?? { type: '', deletionPolicy: null }
  return {
    Type: 'Resource',
    ResourceChange: {
      PolicyAction: policyWord(deletionPolicy, { ...scope, parameters: before.parameters }),
      Action: 'Remove',
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      Scope: [],
      Details: [],
      BeforeContext: contextOf(properties),
    },
  }
}

/** The most severe detail decides. A value that is not known yet makes a replacement conditional. */
function replacementBy(details: readonly Detail[]): 'True' | 'False' | 'Conditional' {
  const grave = details.filter(({ Target }) => Target.RequiresRecreation !== 'Never')
  if (grave.length === 0) return 'False'
  const isCertain = grave.some(
    ({ Target, Evaluation }) => Target.RequiresRecreation === 'Always' && Evaluation === 'Static',
  )
  return isCertain ? 'True' : 'Conditional'
}

/** RetainExceptOnCreate equals Retain for a resource that exists. */
function policyWord(
  policy: Json | null,
  scope: Scope,
): Extract<PolicyAction, 'Delete' | 'Retain' | 'Snapshot'> {
  const word = policy === null ? 'Delete' : evaluate(policy, scope)
  if (word === 'Retain' || word === 'RetainExceptOnCreate') return 'Retain'
  return word === 'Snapshot' ? 'Snapshot' : 'Delete'
}

function contextOf(properties: Properties): string {
  return JSON.stringify({ Properties: properties })
}
