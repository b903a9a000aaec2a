import { join } from 'node:path'
import type { Clients } from '../../aws/clients.ts'
import type { FoundProfile } from '../../aws/iam.ts'
import type { Clock, Processes } from '../../ports/ports.ts'
import { endOrphan, orphanState } from '../../runs/orphan.ts'
import { ownerState } from '../../runs/owner.ts'
import { runsFolder } from '../../runs/run-folder.ts'
import { type RunRecord, writeRunRecord } from '../../runs/run-record.ts'
import { unfinishedRuns } from '../../runs/unfinished.ts'
import { tagKeys } from '../tags.ts'
import { type Applied, applyClean } from './apply.ts'
import { clueOf, type RunClue } from './clue.ts'
import { runsIn } from './discover.ts'
import { type CleanPlan, planClean, type Removal } from './plan.ts'
import { planProfiles, surveyProfiles } from './profiles.ts'
import { type RunFacts, selectRuns } from './select.ts'
import { type Survey, surveyRegion } from './survey.ts'

export interface CleanRequest {
  /** Where .packer-ecs/runs is. */
  readonly projectFolder: string
  /** Of this account and endpoint. */
  readonly records: readonly RunRecord[]
  readonly account: Pick<RunRecord, 'accountId' | 'endpoint'>
  /** Where the configuration's images go, and where the command was told to look. */
  readonly regions: readonly string[]
  /** An image may be reached through Session Manager: IAM is looked at, too. */
  readonly sessionManager: boolean
  readonly run?: string | undefined
  readonly olderThanSeconds?: number | undefined
}

export interface CleanContext {
  readonly clock: Clock
  readonly processes: Processes
  readonly clients: Pick<Clients, 'ec2' | 'iam'>
  readonly onRemoved: (removal: Removal) => void
}

export interface CleanProposal extends CleanPlan {
  readonly regions: readonly string[]
  readonly runs: readonly RunFacts[]
  /** Of them, those whose Packer still runs. */
  readonly orphans: readonly RunFacts[]
  readonly skipped: readonly { readonly runId: string; readonly why: string }[]
}

/** Looks, and changes nothing. */
export async function proposeClean(request: CleanRequest, context: CleanContext): Promise<CleanProposal> {
  const regions = [...new Set([...request.regions, ...request.records.flatMap(record => record.regions)])]
  const unfinished = await unfinishedRuns(request.records, request.account, context.processes)
  const clues = request.records.map(record => clueOf(record.runId, record))
  const asked = request.run === undefined ? [] : [request.run]
  const found = await look(
    regions,
    [...clues, ...asked.map(runId => clueOf(runId))],
    clues.filter(({ runId }) => asked.includes(runId) || unfinished.some(record => record.runId === runId)),
    request.sessionManager,
    context,
  )

  const known = [
    ...found.surveys.flatMap(survey => [...runsIn(survey)]),
    ...found.profiles.flatMap(({ tags }) => tags[tagKeys.run] ?? []),
    ...unfinished.map(({ runId }) => runId),
  ]
  const runIds = [...new Set([...known, ...asked])].toSorted()
  const facts = await Promise.all(runIds.map(runId => factsOf(runId, request, context)))
  const { selected, skipped } = selectRuns(facts, { ...request, now: context.clock.now() })
  const ownClues = selected.map(({ runId, record }) => clueOf(runId, record))
  return {
    regions,
    runs: selected,
    orphans: selected.filter(({ packer }) => packer === 'running'),
    skipped,
    ...planAll(found, ownClues),
  }
}

/** Ends Packers without a driver, removes, and notes in the records of which runs nothing is left. */
export async function carryOutClean(
  proposal: CleanProposal,
  request: CleanRequest,
  context: CleanContext,
): Promise<Applied & Pick<CleanPlan, 'kept'>> {
  let { removals, kept } = proposal
  if (proposal.orphans.length > 0) {
    for (const { record } of proposal.orphans)
      if (record?.packer) await endOrphan(record.packer, context.processes, context.clock)
    const clues = proposal.runs.map(({ runId, record }) => clueOf(runId, record))
    ;({ removals, kept } = planAll(
      await look(proposal.regions, clues, clues, request.sessionManager, context),
      clues,
    ))
  }
  const applied = await applyClean(removals, context)
  const left = new Set([...applied.failed, ...kept].map(({ runId }) => runId))
  for (const { record } of proposal.runs) {
    if (record === undefined || left.has(record.runId)) continue
    const runFolder = join(runsFolder(request.projectFolder), record.runId)
    await writeRunRecord(runFolder, { ...record, cleanedAt: context.clock.now().toISOString() })
  }
  return { ...applied, kept }
}

interface Found {
  readonly surveys: readonly Survey[]
  readonly profiles: readonly FoundProfile[]
}

/** @param doubtful the clues of runs whose instance profile may be there; each costs a call */
async function look(
  regions: readonly string[],
  clues: readonly RunClue[],
  doubtful: readonly RunClue[],
  sessionManager: boolean,
  { clients }: CleanContext,
): Promise<Found> {
  const [profiles, ...surveys] = await Promise.all([
    surveyProfiles(doubtful, sessionManager, clients.iam),
    ...regions.map(async region => surveyRegion(region, clues, true, await clients.ec2(region))),
  ])
  return { surveys, profiles }
}

function planAll({ surveys, profiles }: Found, clues: readonly RunClue[]): CleanPlan {
  const plans = [...surveys.map(survey => planClean(survey, clues)), planProfiles(profiles, clues)]
  return { removals: plans.flatMap(({ removals }) => removals), kept: plans.flatMap(({ kept }) => kept) }
}

async function factsOf(
  runId: string,
  { records, projectFolder }: CleanRequest,
  { processes }: CleanContext,
): Promise<RunFacts> {
  const record = records.find(candidate => candidate.runId === runId)
  const runFolder = join(runsFolder(projectFolder), runId)
  return {
    runId,
    record,
    owner: record?.owner ? await ownerState(record.owner, processes) : undefined,
    packer: record?.packer ? await orphanState(record.packer, runFolder, processes) : undefined,
  }
}
