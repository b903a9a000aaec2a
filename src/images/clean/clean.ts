import { join } from 'node:path'
import type { Clients } from '../../aws/clients.ts'
import type { Clock, Processes } from '../../ports/ports.ts'
import { endOrphan, orphanState } from '../../runs/orphan.ts'
import { ownerState } from '../../runs/owner.ts'
import type { BakeRecord } from '../../runs/record.ts'
import { writeRecord } from '../../runs/record-file.ts'
import { runsFolder } from '../../runs/run-folder.ts'
import { isRunId } from '../../runs/run-id.ts'
import { unfinishedRuns } from '../../runs/unfinished.ts'
import { originWords, type ProjectName, scopeOf } from '../scope.ts'
import { tagKeys } from '../tags.ts'
import { type Applied, applyClean } from './apply.ts'
import { clueOf } from './clue.ts'
import { projectsOf, runsIn } from './discover.ts'
import { type LookRequest, look, planAll } from './look.ts'
import type { CleanPlan, Removal } from './plan.ts'
import { type RunFacts, selectRuns } from './select.ts'

export interface CleanRequest {
  /** The folder that has .packer-ecs/runs. */
  readonly projectFolder: string
  /** Where the records of the project's runs are. */
  readonly recordsFolder: string
  /** Undefined without a configuration: the resources of every project are cleaned up. */
  readonly projectName: ProjectName | undefined
  /** Those of this project, account and endpoint. */
  readonly records: readonly BakeRecord[]
  readonly account: Pick<BakeRecord, 'accountId' | 'endpoint'>
  /** Where the images of the configuration are built or copied to, and the region of the command. */
  readonly regions: readonly string[]
  /** An image may use Session Manager: IAM is searched as well. */
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
  /** Those of them whose Packer still runs. */
  readonly orphans: readonly RunFacts[]
  readonly skipped: readonly { readonly runId: string; readonly why: string }[]
}

/** Only reads. */
export async function proposeClean(request: CleanRequest, context: CleanContext): Promise<CleanProposal> {
  const regions = [...new Set([...request.regions, ...request.records.flatMap(record => record.regions)])]
  const unfinished = await unfinishedRuns(request.records, request.account, context.processes)
  const clues = request.records.map(record => clueOf(record.runId, record))
  const asked = request.run === undefined ? [] : [request.run]
  const isDoubtful = (id: string) => asked.includes(id) || unfinished.some(({ runId }) => runId === id)
  const found = await look(
    {
      regions,
      clues: [...clues, ...asked.map(runId => clueOf(runId))],
      everyRun: true,
      profileClues: clues.filter(({ runId }) => isDoubtful(runId)),
      everyProfile: request.sessionManager,
    },
    context.clients,
  )

  const known = [
    ...found.surveys.flatMap(survey => [...runsIn(survey)]),
    ...found.profiles.flatMap(({ tags }) => tags[tagKeys.run] ?? []),
    ...unfinished.map(({ runId }) => runId),
  ]
  const projects = projectsOf(found)
  const isOfOther = (id: string) =>
    request.projectName !== undefined &&
    !request.records.some(record => record.runId === id) &&
    scopeOf(projects.get(id) ?? {}, request.projectName) === 'other'
  const runIds = [...new Set([...known, ...asked])].filter(isRunId).toSorted()
  const ofOther = runIds.filter(isOfOther)
  const facts = await Promise.all(
    runIds.filter(id => !isOfOther(id)).map(runId => factsOf(runId, request, context)),
  )
  const { selected, skipped } = selectRuns(facts, { ...request, now: context.clock.now() })
  const ownClues = selected.map(({ runId, record }) => clueOf(runId, record))
  return {
    regions,
    runs: selected,
    orphans: selected.filter(({ packer }) => packer === 'running'),
    skipped: [
      ...skipped,
      ...ofOther
        .filter(id => asked.includes(id))
        .map(runId => ({
          runId,
          why: `it belongs to ${originWords(projects.get(runId)?.[tagKeys.project])}`,
        })),
    ],
    ...planAll(found, ownClues),
  }
}

/** Ends orphaned Packers, deletes what the proposal lists, and records the runs of which nothing is left. */
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
    const again: LookRequest = {
      regions: proposal.regions,
      clues,
      everyRun: true,
      profileClues: clues,
      everyProfile: request.sessionManager,
    }
    ;({ removals, kept } = planAll(await look(again, context.clients), clues))
  }
  const applied = await applyClean(removals, context)
  const left = new Set([...applied.failed, ...kept].map(({ runId }) => runId))
  for (const { record } of proposal.runs) {
    if (record === undefined || left.has(record.runId)) continue
    await writeRecord(request.recordsFolder, { ...record, cleanedAt: context.clock.now().toISOString() })
  }
  return { ...applied, kept }
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
