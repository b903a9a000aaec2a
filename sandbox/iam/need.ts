import type { ApiCall } from './api-call.ts'
import type { Context } from './context.ts'

/** What a call needs a policy's consent for: one action on one resource. */
export interface Need {
  /** When it is not the call's own: `ec2:CreateTags` for tags at creation, `iam:PassRole`. */
  readonly action?: string
  /** ARN; `*` for an action without resources. */
  readonly resource: string
  /** Condition keys that the call itself tells. */
  readonly keys?: Context
  /** EC2 id, or name of a key pair, whose present tags are `aws:ResourceTag/…`. */
  readonly taggedId?: string
}

/** What the table must look up to name a resource. */
export interface Lookups {
  readonly accountId: string
  /** ARN of a role by its name, with its path; made up when there is none. */
  readonly roleArn: (name: string) => string
  /** ARNs of the roles of an instance profile, by its name or ARN. */
  readonly rolesOfProfile: (profile: string) => readonly string[]
}

/** What an action needs; a call of it always needs at least one. */
export type Needs = (call: ApiCall, lookups: Lookups) => readonly Need[]

/** An action that knows no resources: its policy must say `"Resource": "*"`. */
export const anyResource: Needs = () => [{ resource: '*' }]

/** Condition keys of tags that a call gives. */
export function requestTags(tags: Readonly<Record<string, string>>): Context {
  const keys = Object.keys(tags)
  return {
    ...Object.fromEntries(keys.map(key => [`aws:RequestTag/${key}`, tags[key] ?? ''])),
    ...(keys.length === 0 ? {} : { 'aws:TagKeys': keys }),
  }
}
