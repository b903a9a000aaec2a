import { z } from 'zod'
import { isOperator } from './operators.ts'
import { completeArn } from './pattern.ts'

/** A policy in normal form: every element that can be a text or a list is a list. */
export interface Policy {
  readonly Version?: '2012-10-17' | '2008-10-17' | undefined
  readonly Statement: readonly Statement[]
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: readonly string[] | undefined
  readonly NotAction?: readonly string[] | undefined
  readonly Resource?: readonly string[] | undefined
  readonly NotResource?: readonly string[] | undefined
  readonly Principal?: Principals | undefined
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> | undefined
}

/** Principals by kind (`AWS`, `Service`, `Federated`); `*` alone is `{ AWS: ['*'] }`. */
export type Principals = Readonly<Record<string, readonly string[]>>

/** AWS reports this as MalformedPolicyDocument. */
export class MalformedPolicy extends Error {}

const texts = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat())
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const values = z.union([scalar, z.array(scalar)]).transform(value => [value].flat())
const resources = texts
  .refine(list => list.every(isArnPattern), 'a resource is an ARN or "*"')
  .transform(list => list.map(completeArn))
const actions = texts.refine(list => list.every(isAction), 'an action is SERVICE:NAME or "*"')
const operator = z.string().refine(isOperator, 'unknown condition operator')
const principals = z.union([z.literal('*').transform(() => ({ AWS: ['*'] })), z.record(z.string(), texts)])

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Action: actions.optional(),
    NotAction: actions.optional(),
    Resource: resources.optional(),
    NotResource: resources.optional(),
    Principal: principals.optional(),
    Condition: z.record(operator, z.record(z.string(), values)).optional(),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), {
    message: 'a statement has either Action or NotAction',
  })

const policy = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement, z.array(statement)]).transform(value => [value].flat()),
})

/**
 * Reads the policy of a user, role, or session.
 * @throws MalformedPolicy
 */
export function parseIdentityPolicy(text: string): Policy {
  const read = parse(text)
  for (const { Principal, Resource, NotResource } of read.Statement) {
    if (Principal !== undefined) throw new MalformedPolicy('Policy document should not specify a principal.')
    if (Resource === undefined && NotResource === undefined) {
      throw new MalformedPolicy('Policy statement must contain resources.')
    }
  }
  return read
}

/**
 * Reads the trust policy of a role.
 * @throws MalformedPolicy
 */
export function parseTrustPolicy(text: string): Policy {
  return parse(text)
}

/**
 * Reads the policy of a bucket.
 * @throws MalformedPolicy
 */
export function parseBucketPolicy(text: string): Policy {
  const read = parse(text)
  for (const { Principal, Resource } of read.Statement) {
    if (Principal === undefined) throw new MalformedPolicy('Missing required field Principal')
    if (Resource === undefined) throw new MalformedPolicy('Missing required field Resource')
  }
  return read
}

function parse(text: string): Policy {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new MalformedPolicy('Syntax errors in policy.')
  }
  const { data, error } = policy.safeParse(document)
  if (data !== undefined) return data
  const [issue] = error.issues
  throw new MalformedPolicy(`Syntax errors in policy. (${issue?.path.join('.')}: ${issue?.message})`)
}

function isArnPattern(text: string): boolean {
  return text === '*' || /^arn:./.test(text)
}

function isAction(text: string): boolean {
  return text === '*' || /^[a-z0-9-]+:[a-z0-9*?]+$/i.test(text)
}
