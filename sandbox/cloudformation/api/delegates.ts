import type { Caller } from '../../sts/caller.ts'
import type { OwnKey } from '../../sts/keys.ts'
import type { Credentials, Sessions } from '../../sts/sessions.ts'

export type ServiceCredentials = Pick<Credentials, 'accessKeyId' | 'secretAccessKey'> & {
  readonly sessionToken?: string
}

/** The identity with which CloudFormation manages a stack's resources: the last caller, or the stack's service role. */
export interface Delegates {
  /** Call this for every call before it takes effect. */
  remember(action: string, region: string, input: Readonly<Record<string, unknown>>, caller: Caller): void
  /** Credentials with the same policies; they outlast the caller's session. */
  credentialsFor(region: string, stackName: string): ServiceCredentials
}

/** A resource can take as long as a drain. */
const sessionSeconds = 48 * 3600
const changing = new Set([
  'ContinueUpdateRollback',
  'CreateChangeSet',
  'CreateStack',
  'DeleteStack',
  'ExecuteChangeSet',
  'UpdateStack',
])

interface Delegate {
  readonly caller: Caller
  /** The service role; a stack keeps it for later calls. */
  readonly roleArn: string | undefined
}

/** `sessions`: the sessions of services, which `sandbox sessions end` does not end. */
export function createDelegates(own: OwnKey, sessions: Sessions): Delegates {
  const byStack = new Map<string, Delegate>()
  const issued = new WeakMap<Delegate, ServiceCredentials>()
  return {
    remember(action, region, input, caller) {
      if (!changing.has(action)) return
      const key = keyOf(region, stackNameOf(input))
      const roleArn = typeof input.RoleARN === 'string' ? input.RoleARN : byStack.get(key)?.roleArn
      byStack.set(key, { caller, roleArn: action === 'CreateStack' ? textOf(input.RoleARN) : roleArn })
    },
    credentialsFor(region, stackName) {
      const delegate = byStack.get(keyOf(region, stackName))
      if (delegate === undefined) return own
      const present = issued.get(delegate) ?? issue(delegate)
      issued.set(delegate, present)
      return present
    },
  }

  function issue({ caller, roleArn }: Delegate): ServiceCredentials {
    if (roleArn === undefined && caller.identity.kind === 'administrator') return own
    const via = 'cloudformation.amazonaws.com'
    return sessions.issue(sessionSeconds, { ...(roleArn === undefined ? caller : roleCaller(roleArn)), via })
  }
}

function roleCaller(roleArn: string): Omit<Caller, 'accessKeyId'> {
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  const session = `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/AWSCloudFormation`
  return { arn: session, userId: `AROASANDBOXSERVICE:${name}`, identity: { kind: 'role', name } }
}

/** StackName is a name or an ARN. */
function stackNameOf({ StackName }: Readonly<Record<string, unknown>>): string {
  const given = textOf(StackName) ?? ''
  return given.startsWith('arn:') ? (given.split('/')[1] ?? '') : given
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function keyOf(region: string, stackName: string): string {
  return `${region}/${stackName}`
}
