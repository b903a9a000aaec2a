import type { Clients } from '../../aws/clients.ts'
import type { FoundProfile } from '../../aws/iam.ts'
import type { RunClue } from './clue.ts'
import { type CleanPlan, planClean } from './plan.ts'
import { planProfiles, surveyProfiles } from './profiles.ts'
import { type Survey, surveyRegion } from './survey.ts'

/** What AWS has in the regions, and of IAM. */
export interface Found {
  readonly surveys: readonly Survey[]
  readonly profiles: readonly FoundProfile[]
}

export interface LookRequest {
  readonly regions: readonly string[]
  readonly clues: readonly RunClue[]
  /** Also look for runs without a clue. */
  readonly everyRun: boolean
  /** The runs whose instance profile may exist; each costs a call. */
  readonly profileClues: readonly RunClue[]
  /** Also look for instance profiles of runs without a clue. */
  readonly everyProfile: boolean
}

/** Only reads: the undo of a bake and `clean` find leftovers in the same way. */
export async function look(request: LookRequest, clients: Pick<Clients, 'ec2' | 'iam'>): Promise<Found> {
  const { regions, clues, everyRun, profileClues, everyProfile } = request
  const [profiles, ...surveys] = await Promise.all([
    surveyProfiles(profileClues, everyProfile, clients.iam),
    ...regions.map(async region => surveyRegion(region, clues, everyRun, await clients.ec2(region))),
  ])
  return { surveys, profiles }
}

/** What of it belongs to the runs of the clues. */
export function planAll({ surveys, profiles }: Found, clues: readonly RunClue[]): CleanPlan {
  const plans = [...surveys.map(survey => planClean(survey, clues)), planProfiles(profiles, clues)]
  return { removals: plans.flatMap(({ removals }) => removals), kept: plans.flatMap(({ kept }) => kept) }
}
