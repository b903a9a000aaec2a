import { join } from 'node:path'
import type { CallerIdentity } from '../aws/sts.ts'
import { asToolError } from '../errors/tool-error.ts'
import type { RunContext } from './context.ts'
import { expectedSeconds } from './expected.ts'
import { attempt, rejectWhenAborted, runGivenUp } from './interruption.ts'
import { acquireLock } from './lock.ts'
import { isOfProject, type RecordBase, type RecordKind, type RecordOf } from './record.ts'
import {
  createRecordsFolder,
  readProjectRecords,
  readRecords,
  recordsFolder,
  writeCopy,
} from './record-file.ts'
import { keepRecord, type RecordKeeper } from './record-keeper.ts'
import { createRunFolder } from './run-folder.ts'
import { newRunId } from './run-id.ts'
import { createSteps } from './steps.ts'
import { type Leftovers, undoPatience, undoSteps } from './undo.ts'
import type { End, EndedRun, Workflow } from './workflow.ts'

/**
 * One run from its lock to its closed record. An error of the work becomes part of the result.
 *
 * @throws ToolError LOCKED, RUN_FOLDER_NOT_WRITABLE, RECORD_NOT_WRITABLE and others of what comes before the work
 */
export async function performRun<Kind extends RecordKind, Context extends RunContext>(
  workflow: Workflow<Kind, Context>,
  context: Context,
): Promise<EndedRun<Kind>> {
  const { clock, random, processes, fileSystem } = context
  const { kind, subject, project, locks } = workflow
  const runId = newRunId(clock, random)
  const caller = await context.caller()
  if (!locks) return performLocked(runId, caller, workflow, context)
  const { region, endpoint, stateFolder } = context
  const lock = await acquireLock(
    { kind, subject, project, accountId: caller.accountId, region, endpoint },
    { ...(await processes.self()), runId, user: caller.name, since: clock.now().toISOString() },
    { folder: join(stateFolder, 'locks'), fileSystem, processes, random },
  )
  try {
    return await performLocked(runId, caller, workflow, context)
  } finally {
    await lock.release()
  }
}

async function performLocked<Kind extends RecordKind, Context extends RunContext>(
  runId: string,
  { accountId, name: identity }: CallerIdentity,
  workflow: Workflow<Kind, Context>,
  context: Context,
): Promise<EndedRun<Kind>> {
  const { clock, emit, region, fileSystem, stateFolder } = context
  const { kind, subject, projectFolder, project, killed } = workflow
  const startedAt = clock.now()
  const records = recordsFolder(stateFolder, projectFolder)
  await createRecordsFolder(records, fileSystem)
  const ofFolder = await readRecords(records, kind, fileSystem)
  const past = ofFolder.filter(found => isOfProject(found, project))
  const older = await readProjectRecords(projectFolder, kind, fileSystem)
  const runFolder = await createRunFolder(projectFolder, runId, fileSystem)
  const names = kind === 'deploy' ? { stackName: subject } : { image: subject }
  emit({ type: 'run-started', kind, subject, ...names, runId, region, accountId, identity, runFolder })
  const record = await keepRecord(records, await firstRecord(runId, accountId, startedAt, workflow, context))
  const steps = createSteps(emit, clock, step => {
    const work = workflow.expectedWork(step)
    return work === null ? null : expectedSeconds([...past, ...older], { kind, subject, accountId, work })
  })

  const work = workflow.work({ runId, runFolder, recordsFolder: records, accountId, past, record, steps })
  const ending =
    killed === undefined
      ? work
      : Promise.race([work, rejectWhenAborted(killed, () => runGivenUp(kind, runId))])
  const { outcome, error } = await attempt(ending, workflow.outcomeOf)
  const leftovers = workflow.keeps.includes(outcome) ? [] : await undo(record, workflow, context)
  const isLeft = leftovers === undefined || leftovers.length > 0
  const end = { outcome, stepSeconds: steps.seconds, leftovers: isLeft }
  await close(() => record.update(end as unknown as Partial<RecordOf<Kind>>), context)
  await close(() => writeCopy(runFolder, record.record, fileSystem), context)

  const durationSeconds = (clock.now().getTime() - startedAt.getTime()) / 1000
  emit({ type: 'run-finished', outcome, durationSeconds })
  return { runId, runFolder, startedAt, durationSeconds, outcome, error, stage: steps.current, leftovers }
}

async function firstRecord<Kind extends RecordKind, Context extends RunContext>(
  runId: string,
  accountId: string,
  startedAt: Date,
  workflow: Workflow<Kind, Context>,
  { region, endpoint, processes }: Context,
): Promise<RecordOf<Kind>> {
  const self = await processes.self()
  const common = {
    schemaVersion: 2,
    kind: workflow.kind,
    runId,
    project: workflow.project,
    accountId,
    region,
    endpoint,
    startedAt: startedAt.toISOString(),
    outcome: 'running',
    stepSeconds: {},
    leftovers: null,
    // A process without a start mark cannot be identified later.
    owner: self.startMark === '' ? null : self,
  } satisfies RecordBase<Kind, End<Kind>>
  // The compiler cannot add up the two halves of a member of a union.
  return { ...common, ...workflow.firstRecord } as unknown as RecordOf<Kind>
}

function undo<Kind extends RecordKind, Context>(
  record: RecordKeeper<RecordOf<Kind>>,
  { steps, killed, keepsWhatIsLeft }: Workflow<Kind, Context>,
  context: Context,
): Promise<Leftovers> {
  const isGivenUp = killed?.aborted === true
  return undoSteps(steps, record, context, {
    remove: !isGivenUp && !keepsWhatIsLeft(),
    patienceSeconds: isGivenUp ? 10 : undoPatience,
  })
}

/** A record that cannot be written must not hide how the run ended. */
async function close(write: () => Promise<void>, { emit }: RunContext): Promise<void> {
  try {
    await write()
  } catch (cause) {
    emit({ type: 'notice', text: `cannot write the record of this run: ${asToolError(cause).message}` })
  }
}
