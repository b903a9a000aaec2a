import { createClients, once } from '../aws/clients.ts'
import type { TargetSettings } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import { clock } from '../host/system.ts'
import { renewing } from '../session/renewing.ts'
import { takeRole } from '../session/take-role.ts'
import type { Aws } from './aws.ts'

/**
 * The account and region of a target, with the session of the command, or with the role that it assumes there.
 *
 * @throws ToolError TARGET_OTHER_ACCOUNT, ROLE_DENIED
 */
export async function connectTarget(aws: Aws, name: string, target: TargetSettings): Promise<Aws> {
  const { region, role, account } = target
  const credentials = role === null ? aws.credentials : assumed(aws, role)
  const clientOptions = (of: string) => ({ ...aws.clientOptions(of), credentials })
  const { createSts } = await import('../aws/sts.ts')
  const caller = once(async () => (role === null ? aws.caller() : createSts(clientOptions(region)).caller()))
  const { accountId } = await caller()
  if (accountId !== account) throw otherAccount(name, target, accountId)
  return { ...aws, region, credentials, caller, clientOptions, clients: createClients(region, clientOptions) }
}

/** The role has only the permissions of cfn/target, so it needs no session policy. */
function assumed(aws: Aws, arn: string): Aws['credentials'] {
  const role = { arn, externalId: null, sessionName: null, durationSeconds: 3600 }
  const proof = { kind: 'credentials', provider: aws.credentials } as const
  const taking = {
    sts: async (credentials: Aws['credentials']) => {
      const { createSts } = await import('../aws/sts.ts')
      return createSts({ ...aws.clientOptions(aws.region), credentials })
    },
    origin: async () => ({ name: (await aws.caller()).name.split('/').at(-1) ?? '', isRole: true }),
    use: null,
  }
  return renewing(() => takeRole(role, proof, taking), clock)
}

function otherAccount(name: string, { account, role }: TargetSettings, found: string): ToolError {
  return new ToolError('TARGET_OTHER_ACCOUNT', `the target "${name}" is account ${account}, not ${found}`, {
    why: 'Nothing was changed in any target.',
    hint:
      role === null
        ? `Set targets.${name}.role to a role of account ${account} that your session may assume (cfn/target), or correct the account.`
        : `Correct targets.${name}.account or targets.${name}.role.`,
  })
}
