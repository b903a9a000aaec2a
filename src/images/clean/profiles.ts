import type { FoundProfile, Iam } from '../../aws/iam.ts'
import { tagKeys } from '../tags.ts'
import type { RunClue } from './clue.ts'
import type { CleanPlan } from './plan.ts'
import { unlessDenied } from './unless-denied.ts'

/** Shown as the region of IAM resources, which are removed last. */
export const everywhere = 'every region'

/** How Packer names its temporary instance profile: `packer-` and a UUID. */
const packersProfile = /^packer-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Finds Packer's temporary instance profiles for Session Manager: those in the runs' records and, for all runs, those
 * with Packer's name pattern. Without permission to list profiles, only the records are used.
 */
export async function surveyProfiles(
  clues: readonly RunClue[],
  everyRun: boolean,
  iam: () => Promise<Iam>,
): Promise<FoundProfile[]> {
  const recorded = clues.flatMap(({ profileNames }) => profileNames)
  if (recorded.length === 0 && !everyRun) return []
  const client = await iam()
  const listed = everyRun ? await unlessDenied(client.profileNames('packer-')) : []
  const names = new Set([...recorded, ...listed].filter(name => packersProfile.test(name)))
  const found = await Promise.all([...names].map(name => client.temporaryProfile(name)))
  return found.filter(profile => profile !== undefined)
}

/** Assigns profiles with Packer's name pattern to runs by their tag, which the plugin sets on creation, or by the record. */
export function planProfiles(profiles: readonly FoundProfile[], clues: readonly RunClue[]): CleanPlan {
  const claimed = profiles.flatMap(profile => {
    if (!packersProfile.test(profile.name)) return []
    const run = profile.tags[tagKeys.run]
    const clue = clues.find(({ runId, profileNames }) =>
      run === undefined ? profileNames.includes(profile.name) : run === runId,
    )
    const proof = run === undefined ? 'the record of the run' : `tag ${tagKeys.run}`
    return clue === undefined ? [] : [{ ...profile, runId: clue.runId, proof }]
  })
  const entry = { region: everywhere, type: 'instance-profile' } as const
  return {
    removals: claimed
      .filter(({ name, roles }) => strangersIn(name, roles).length === 0)
      .map(({ runId, name, proof }) => ({ ...entry, runId, id: name, proof })),
    kept: claimed.flatMap(({ runId, name, roles }) => {
      const [stranger] = strangersIn(name, roles)
      return stranger === undefined
        ? []
        : [
            {
              ...entry,
              runId,
              id: name,
              why: `contains the role ${stranger}, which does not belong to this run`,
            },
          ]
    }),
  }
}

/** Packer gives the role the profile's name. */
function strangersIn(name: string, roles: readonly string[]): string[] {
  return roles.filter(role => role !== name)
}
