import { join } from 'node:path'
import type { CallerIdentity } from '../../aws/sts.ts'
import type { ImageSettings, Project } from '../../config/settings.ts'
import { InterruptedError } from '../../errors/interrupted.ts'
import { asToolError, type ToolError } from '../../errors/tool-error.ts'
import { expectedSeconds } from '../../runs/expected.ts'
import { acquireLock } from '../../runs/lock.ts'
import { keepRecord, type RecordKeeper } from '../../runs/record-keeper.ts'
import { createRunFolder } from '../../runs/run-folder.ts'
import { newRunId } from '../../runs/run-id.ts'
import { readRunRecords } from '../../runs/run-record.ts'
import type { Leftovers } from '../aftercare.ts'
import { withoutCopyTo } from '../choose.ts'
import type { ImagesContext } from '../context.ts'
import type { BakeDocument } from '../document.ts'
import { bakeInterrupted } from '../interrupted.ts'
import { createSteps } from '../steps.ts'
import { bake } from './bake.ts'
import { undoBuild } from './build-step.ts'
import { describeError, describeProgress } from './outcome.ts'
import type { BakeProgress } from './request.ts'

export interface BakeRunRequest {
  readonly project: Project
  readonly image: string
  readonly settings: ImageSettings
  readonly force: boolean
  readonly dryRun: boolean
  readonly keepOnFailure: boolean
}

export interface BakeRun {
  readonly document: BakeDocument
  /** What ended it early; undefined when nothing did. */
  readonly error: ToolError | undefined
}

/** One run of a bake with its lock and its record: whatever happens in it, the document tells. */
export async function runBake(request: BakeRunRequest, context: ImagesContext): Promise<BakeRun> {
  const runId = newRunId(context.clock, context.random)
  const caller = await context.caller()
  // A dry run makes nothing that another could be in the way of.
  if (request.dryRun) return runWithId(runId, caller, request, context)
  const lock = await acquireLock(
    { ...context, accountId: caller.accountId, image: request.image },
    {
      ...(await context.processes.self()),
      runId,
      user: caller.name,
      since: context.clock.now().toISOString(),
    },
    { ...context, folder: join(context.stateFolder, 'locks') },
  )
  try {
    return await runWithId(runId, caller, request, context)
  } finally {
    await lock.release()
  }
}

async function runWithId(
  runId: string,
  { accountId, name: identity }: CallerIdentity,
  request: BakeRunRequest,
  context: ImagesContext,
): Promise<BakeRun> {
  const { clock, emit, region, endpoint } = context
  const { image } = request
  const settings = withoutCopyTo(request.settings, region)
  const startedAt = clock.now()
  const past = await readRunRecords(request.project.folder, context.fileSystem)
  const runFolder = await createRunFolder(request.project.folder, runId, context.fileSystem)
  emit({ type: 'run-started', runId, image, region, accountId, identity, runFolder })
  if (settings.copyTo.length < request.settings.copyTo.length)
    emit({ type: 'notice', text: `copyTo names ${region}, where it is baked: no copy is made there` })

  const steps = createSteps(emit, clock, step => expectedSeconds(past, { image, accountId, step }))
  const progress: BakeProgress = { base: null, plan: null, packer: null, amis: [], built: false }
  const record = await keepRecord(runFolder, {
    schemaVersion: 2,
    runId,
    image,
    accountId,
    region,
    endpoint,
    startedAt: startedAt.toISOString(),
    outcome: 'running',
    stepSeconds: {},
    inputs: {},
    owner: await context.processes.self(),
    packer: null,
    regions: [region],
    amiName: null,
    created: [],
    leftovers: null,
    cleanedAt: null,
  })
  const inputsOf = (id: string) => past.find(run => run.runId === id)?.inputs
  const work = bake({ ...request, settings, runId, runFolder, inputsOf, record }, context, steps, progress)
  const { outcome, error } = await attempt(work, context.killed)
  const leftovers = error === undefined ? [] : await undoBuild(record, request, progress, context)
  await close(record, { outcome, stepSeconds: steps.seconds, leftovers: hasLeftovers(leftovers) }, context)

  const durationSeconds = (clock.now().getTime() - startedAt.getTime()) / 1000
  emit({ type: 'run-finished', outcome, durationSeconds })
  const facts = {
    outcome,
    runId,
    image,
    startedAt: startedAt.toISOString(),
    durationSeconds,
    runFolder,
    leftovers: leftovers ?? [],
  }
  return { document: { ...describeProgress(progress), ...facts, error: describeError(error, steps) }, error }
}

/** A second Ctrl-C waits for nothing. */
async function attempt(
  work: Promise<BakeDocument['outcome']>,
  killed: AbortSignal,
): Promise<{ outcome: BakeDocument['outcome']; error: ToolError | undefined }> {
  try {
    return { outcome: await Promise.race([work, rejection(killed)]), error: undefined }
  } catch (cause) {
    const error = asToolError(cause)
    return { outcome: error instanceof InterruptedError ? 'interrupted' : 'failed', error }
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(bakeInterrupted()), { once: true })
  })
}

function hasLeftovers(leftovers: Leftovers): boolean {
  return leftovers === undefined || leftovers.length > 0
}

/** A record that cannot be written must not hide what happened before. */
async function close(
  record: RecordKeeper,
  end: Parameters<RecordKeeper['update']>[0],
  { emit }: ImagesContext,
): Promise<void> {
  try {
    await record.update(end)
  } catch (cause) {
    emit({
      type: 'notice',
      text: `the run's record could not be written: ${asToolError(cause).message}`,
    })
  }
}
