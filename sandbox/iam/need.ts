import type { ApiCall } from './api-call.ts'
import type { Context } from './context.ts'

/** A permission that a call requires: one action on one resource. */
export interface Need {
  /** If it is not the call's own action: `ec2:CreateTags` for tags at creation, `iam:PassRole`. */
  readonly action?: string
  /** ARN; `*` for an action without resources. */
  readonly resource: string
  /** Condition keys from the call itself. */
  readonly keys?: Context
  /** EC2 id, or name of a key pair; its present tags are `aws:ResourceTag/…`. */
  readonly taggedId?: string
}

interface TaskRoles {
  readonly taskRoleArn?: string
  readonly executionRoleArn?: string
}

/** The table's queries for naming resources. */
export interface Lookups {
  readonly accountId: string
  /** ARN of a role by name, with its path; a made-up ARN if the role does not exist. */
  readonly roleArn: (name: string) => string
  /** ARNs of the roles of an instance profile, by name or ARN. */
  readonly rolesOfProfile: (profile: string) => readonly string[]
  /** Roles of a task definition, by family, FAMILY:REVISION, or ARN; empty if it does not exist. */
  readonly rolesOfTaskDefinition: (region: string, taskDefinition: string) => TaskRoles
}

/** The permissions that a call of an action requires; at least one. */
export type Needs = (call: ApiCall, lookups: Lookups) => readonly Need[]

/** An action without resource-level permissions: its policy requires `"Resource": "*"`. */
export const anyResource: Needs = () => [{ resource: '*' }]

/** Condition keys of the tags that a call sets. */
export function requestTags(tags: Readonly<Record<string, string>>): Context {
  const keys = Object.keys(tags)
  return {
    ...Object.fromEntries(keys.map(key => [`aws:RequestTag/${key}`, tags[key] ?? ''])),
    ...(keys.length === 0 ? {} : { 'aws:TagKeys': keys }),
  }
}
