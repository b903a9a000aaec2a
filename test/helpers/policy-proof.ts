import type { Call } from '#sandbox/gateway/call-log.ts'
import { refusalOf } from '#sandbox/iam/evaluate.ts'
import { type Policy, parseIdentityPolicy } from '#sandbox/iam/policy.ts'
import { accessRequests, needsOf } from '#sandbox/iam/table.ts'
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

/** What recorded calls prove of a list of actions. */
export function proofOf(calls: readonly Call[], { accountId }: Pick<TestSandbox, 'accountId'>) {
  const requestsOf = (call: Call) => {
    const needs = needsOf(call, {
      accountId,
      roleArn: name => `arn:aws:iam::${accountId}:role/${name}`,
      rolesOfProfile: () => [],
    })
    if (needs === undefined) throw new Error(`the sandbox's table lacks ${call.service}:${call.action}`)
    return accessRequests(call, needs, {}, {})
  }
  return {
    /** Actions that the calls need consent for. */
    used: [...new Set(calls.flatMap(call => requestsOf(call).map(({ action }) => action)))].sort(),
    /** Calls that a policy of these actions would refuse. */
    refusedWith(actions: readonly string[]): readonly string[] {
      const identity = [policyOf(actions)]
      const policies = { identity, boundary: undefined, session: undefined }
      return calls
        .filter(call => requestsOf(call).some(request => refusalOf(request, policies) !== undefined))
        .map(({ action }) => action)
    },
  }
}

function policyOf(actions: readonly string[]): Policy {
  const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }]
  return parseIdentityPolicy(JSON.stringify({ Version: '2012-10-17', Statement }))
}
