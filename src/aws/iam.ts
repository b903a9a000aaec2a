import {
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  IAMClient,
  paginateListInstanceProfiles,
  RemoveRoleFromInstanceProfileCommand,
  type Tag,
} from '@aws-sdk/client-iam'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'
import type { Tags } from './image.ts'

/** IAM, which has no regions: only the calls that find and delete Packer's temporary instance profiles. */
export interface Iam {
  /** The instance profile of that name or, if it no longer exists, the role of that name. */
  temporaryProfile(name: string): Promise<FoundProfile | undefined>
  /** Names of instance profiles that begin with the prefix. */
  profileNames(prefix: string): Promise<string[]>
  /** Deletes the profile, and the role and policy of the same name. What no longer exists counts as removed. */
  removeTemporaryProfile(name: string): Promise<void>
}

export interface FoundProfile {
  readonly name: string
  readonly tags: Tags
  /** The roles in it. */
  readonly roles: readonly string[]
}

export function createIam(options: ClientOptions): Iam {
  const client = renewEndedSessions(new IAMClient({ ...options, ...retries }))
  return {
    temporaryProfile: async name =>
      (await foundOrNot('iam:GetInstanceProfile', async () => {
        const { InstanceProfile } = await client.send(
          new GetInstanceProfileCommand({ InstanceProfileName: name }),
        )
        const roles = (InstanceProfile?.Roles ?? []).flatMap(({ RoleName }) => RoleName ?? [])
        return { name, tags: toTags(InstanceProfile?.Tags), roles }
      })) ??
      foundOrNot('iam:GetRole', async () => {
        const { Role } = await client.send(new GetRoleCommand({ RoleName: name }))
        return { name, tags: toTags(Role?.Tags), roles: [] }
      }),

    profileNames: prefix =>
      translated('iam:ListInstanceProfiles', async () => {
        const names: string[] = []
        for await (const { InstanceProfiles = [] } of paginateListInstanceProfiles({ client }, {}))
          names.push(...InstanceProfiles.map(({ InstanceProfileName = '' }) => InstanceProfileName))
        return names.filter(name => name.startsWith(prefix))
      }),

    async removeTemporaryProfile(name) {
      const InstanceProfileName = name
      const RoleName = name
      await foundOrNot('iam:RemoveRoleFromInstanceProfile', () =>
        client.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName })),
      )
      await foundOrNot('iam:DeleteInstanceProfile', () =>
        client.send(new DeleteInstanceProfileCommand({ InstanceProfileName })),
      )
      await foundOrNot('iam:DeleteRolePolicy', () =>
        client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: name })),
      )
      await foundOrNot('iam:DeleteRole', () => client.send(new DeleteRoleCommand({ RoleName })))
    },
  }
}

function foundOrNot<Result>(action: string, call: () => Promise<Result>): Promise<Result | undefined> {
  return translated(action, async () => {
    try {
      return await call()
    } catch (error) {
      if (/^NoSuchEntity/.test(errorCode(error))) return undefined
      throw error
    }
  })
}

function toTags(tags: readonly Tag[] = []): Tags {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
}
