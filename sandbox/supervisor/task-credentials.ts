import type { TaskCredentials } from '../ecs/ports.ts'
import type { Clock } from '../gateway/clock.ts'
import { trustsService } from '../iam/trust.ts'
import type { DirectoryCache, Role } from '../sts/directory.ts'
import type { Sessions } from '../sts/sessions.ts'
import { decided } from '../sts/trust-decision.ts'

const hours = 6

/**
 * Credentials of roles for tasks, by role and task. They last six hours and are renewed after three. Undefined for a
 * missing role and for a role whose trust policy does not allow ecs-tasks.amazonaws.com.
 */
export function taskCredentials(
  sessions: Sessions,
  directory: DirectoryCache,
  accountId: string,
  clock: Clock,
): (roleArn: string, taskArn: string) => Promise<TaskCredentials | undefined> {
  const issued = new Map<string, TaskCredentials>()
  return async (roleArn, taskArn) => {
    const role = (await directory.read()).roles.find(({ arn, name }) => arn === roleArn || name === roleArn)
    if (role === undefined || !trustsTasks(role, accountId, taskArn)) return undefined
    const key = `${role.arn} ${taskArn}`
    const now = clock.now()
    const present = issued.get(key)
    if (present !== undefined && present.expiration.getTime() - now.getTime() > (hours / 2) * 3_600_000)
      return present
    const taskId = taskArn.split('/').at(-1) ?? ''
    const { sessionToken, ...credentials } = sessions.issue(hours * 3600, {
      arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${taskId}`,
      userId: `${role.id}:${taskId}`,
      identity: { kind: 'role', name: role.name },
      session: { issuedAt: now, mfaAt: undefined, policies: undefined },
    })
    const served = { ...credentials, token: sessionToken, roleArn: role.arn }
    issued.set(key, served)
    return served
  }
}

function trustsTasks(role: Role, accountId: string, taskArn: string): boolean {
  const context = { 'aws:SourceAccount': accountId, 'aws:SourceArn': taskArn }
  return decided(
    role,
    policy => trustsService(policy, 'ecs-tasks.amazonaws.com', context),
    () => false,
  )
}
