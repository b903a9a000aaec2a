import type { ImageSettings, Project } from '../config/settings.ts'
import { asToolError, type ToolError } from '../errors/tool-error.ts'
import { expectedSeconds } from '../runs/expected.ts'
import { createRunFolder } from '../runs/run-folder.ts'
import { newRunId } from '../runs/run-id.ts'
import { type RunRecord, readRunRecords, writeRunRecord } from '../runs/run-record.ts'
import { type BakeProgress, bake } from './bake.ts'
import type { ImagesContext } from './context.ts'
import type { BakeDocument, Leftover } from './document.ts'
import { InterruptedError } from './interrupted.ts'
import { leftoversOf } from './leftovers.ts'
import { createSteps, type Steps } from './steps.ts'

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

/** One run of a bake with its record: whatever happens in it, the document tells. */
export async function runBake(request: BakeRunRequest, context: ImagesContext): Promise<BakeRun> {
  const { clock, emit, region } = context
  const startedAt = clock.now()
  const runId = newRunId(clock, context.random)
  const caller = await context.caller()
  const past = await readRunRecords(request.project.folder, context.fileSystem)
  const runFolder = await createRunFolder(request.project.folder, runId, context.fileSystem)
  const { accountId } = caller
  emit({
    type: 'run-started',
    runId,
    image: request.image,
    region,
    accountId,
    identity: caller.name,
    runFolder,
  })

  const steps = createSteps(emit, clock, step =>
    expectedSeconds(past, { image: request.image, accountId, step }),
  )
  const progress: BakeProgress = { base: null, plan: null, packer: null, amis: [] }
  const record = (outcome: RunRecord['outcome']): Promise<void> =>
    writeRunRecord(runFolder, {
      schemaVersion: 1,
      runId,
      image: request.image,
      accountId,
      region,
      startedAt: startedAt.toISOString(),
      outcome,
      stepSeconds: steps.seconds,
      inputs: progress.plan?.inputs ?? {},
    })

  await record('running')
  const inputsOf = (id: string) => past.find(run => run.runId === id)?.inputs
  const { outcome, error } = await attempt(() =>
    bake({ ...request, runId, runFolder, inputsOf }, context, steps, progress),
  )
  const leftovers = error === undefined ? [] : await findLeftovers(runId, request.settings, context)
  await record(outcome)

  const durationSeconds = (clock.now().getTime() - startedAt.getTime()) / 1000
  emit({ type: 'run-finished', outcome, durationSeconds })
  const facts = {
    outcome,
    runId,
    image: request.image,
    startedAt: startedAt.toISOString(),
    durationSeconds,
    runFolder,
    leftovers,
  }
  return { document: { ...describe(progress), ...facts, error: describeError(error, steps) }, error }
}

async function attempt(
  work: () => Promise<BakeDocument['outcome']>,
): Promise<{ outcome: BakeDocument['outcome']; error: ToolError | undefined }> {
  try {
    return { outcome: await work(), error: undefined }
  } catch (cause) {
    const error = asToolError(cause)
    return { outcome: error instanceof InterruptedError ? 'interrupted' : 'failed', error }
  }
}

/** A failed look-up must not hide what failed before it. */
async function findLeftovers(
  runId: string,
  { copyTo }: ImageSettings,
  { region, ec2, emit }: ImagesContext,
): Promise<Leftover[]> {
  try {
    return await leftoversOf(runId, [region, ...copyTo], ec2)
  } catch (cause) {
    emit({
      type: 'notice',
      text: `what run ${runId} left behind could not be looked up: ${asToolError(cause).message}`,
    })
    return []
  }
}

function describe({ base, plan, packer, amis }: BakeProgress) {
  return {
    schemaVersion: 1 as const,
    bakeKey: plan?.bakeKey ?? null,
    amis,
    base:
      base === null
        ? null
        : {
            imageId: base.imageId,
            name: base.name,
            release: base.release,
            agentVersion: base.agentVersion,
            dockerVersion: base.dockerVersion,
          },
    packer: packer === null ? null : { version: packer.binary.version, plugin: packer.plugin },
  }
}

function describeError(error: ToolError | undefined, steps: Steps): BakeDocument['error'] {
  if (error === undefined) return null
  return { code: error.code, message: error.message, hint: error.hint, stage: steps.current }
}
