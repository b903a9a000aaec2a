import type { Call } from '#sandbox/gateway/call-log.ts'
import { refusalOf } from '#sandbox/iam/evaluate.ts'
import { type Policy, parseIdentityPolicy } from '#sandbox/iam/policy.ts'
import { accessRequests, needsOf } from '#sandbox/iam/table.ts'
import type { Statement } from '#src/session/statements.ts'
import type { TestSandbox } from './sandbox.ts'

/** Calls that no policy has a say in. */
const free = new Set(['GetCallerIdentity', 'GetSessionToken', 'AssumeRole'])

/** What sessions of roles called: neither the sandbox's administrator nor machines. */
export async function callsOfRoles(sandbox: TestSandbox): Promise<readonly Call[]> {
  const own = sandbox.clientOptions.credentials.accessKeyId
  return (await sandbox.calls()).filter(
    ({ accessKeyId, action }) => accessKeyId !== null && accessKeyId !== own && !free.has(action),
  )
}

/** The calls of roles' sessions since the last time, or since the start. */
export function callReader(sandbox: TestSandbox): () => Promise<readonly Call[]> {
  let seen = 0
  return async () => {
    const calls = await callsOfRoles(sandbox)
    const fresh = calls.slice(seen)
    seen = calls.length
    return fresh
  }
}

/** The actions of statements. */
export function actionsOf(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ Action }) => Action)
}

/** The statements without an action, and without the patterns that include it. */
export function without(action: string, statements: readonly Statement[]): readonly Statement[] {
  const isOther = (one: string) => (one.endsWith('*') ? !action.startsWith(one.slice(0, -1)) : one !== action)
  return statements
    .map(({ Action, ...rest }) => ({ ...rest, Action: Action.filter(isOther) }))
    .filter(({ Action }) => Action.length > 0)
}

/** What recorded calls prove of a policy. */
export function proofOf(calls: readonly Call[], { accountId }: Pick<TestSandbox, 'accountId'>) {
  const requestsOf = (call: Call) => {
    const needs = needsOf(call, {
      accountId,
      roleArn: name => `arn:aws:iam::${accountId}:role/${name}`,
      rolesOfProfile: () => [],
      rolesOfTaskDefinition: () => ({}),
    })
    if (needs === undefined) throw new Error(`the sandbox's table lacks ${call.service}:${call.action}`)
    return accessRequests(call, needs, {}, {})
  }
  return {
    /** Actions that the calls need consent for. */
    used: [...new Set(calls.flatMap(call => requestsOf(call).map(({ action }) => action)))].sort(),
    /** Calls that a policy of these statements would refuse. */
    refusedWith(statements: readonly Statement[]): readonly string[] {
      const identity = [policyOf(statements)]
      const policies = { identity, boundary: undefined, session: undefined }
      return calls
        .filter(call => requestsOf(call).some(request => refusalOf(request, policies) !== undefined))
        .map(({ action }) => action)
    },
  }
}

function policyOf(statements: readonly Statement[]): Policy {
  const Statement = statements.map(statement => ({ Effect: 'Allow', ...statement }))
  return parseIdentityPolicy(JSON.stringify({ Version: '2012-10-17', Statement }))
}
