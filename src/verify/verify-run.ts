import { errorDocument } from '../errors/error-document.ts'
import { InterruptedError } from '../errors/interrupted.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { performRun } from '../runs/run.ts'
import { undoEarlierRuns } from '../runs/undo.ts'
import type { End, Run } from '../runs/workflow.ts'
import type { VerifyContext } from './context.ts'
import { type CheckResult, notVerified, type VerifyDocument } from './document.ts'
import { whileGroupLocked } from './group-lock.ts'
import { endLaunch } from './launch-step.ts'
import { type Found, nothingFound } from './probe.ts'
import type { VerifyRequest } from './request.ts'
import { verify, verifySteps } from './verify.ts'

export interface VerifyRun {
  readonly document: VerifyDocument
  /** What ended it early, or the checks that failed; undefined when the AMI is verified. */
  readonly error: ToolError | undefined
}

/** One run of a verification, with its lock and its record. */
export async function runVerify(request: VerifyRequest, context: VerifyContext): Promise<VerifyRun> {
  const { ami, launch, project } = request
  const subject = request.image ?? ami.imageId
  const checks: CheckResult[] = []
  const found = nothingFound()
  const ended = await performRun(
    {
      kind: 'verify',
      subject,
      projectFolder: project.folder,
      project: project.name,
      locks: true,
      steps: verifySteps,
      // A verification leaves nothing behind.
      keeps: [],
      firstRecord: { image: subject, launch: null },
      expectedWork: step => step,
      work: run => work(run, request, context, { checks, found }),
      outcomeOf: error => (error instanceof InterruptedError ? 'interrupted' : 'failed'),
      keepsWhatIsLeft: () => false,
      killed: context.killed,
    },
    context,
  )
  const error = ended.error ?? failure(request, checks)
  const { accountId } = await context.caller()
  const document: VerifyDocument = {
    schemaVersion: 1,
    outcome: ended.outcome,
    imageId: ami.imageId,
    target: { name: null, accountId, region: context.region },
    checks,
    image: request.image,
    like: launch.like,
    notVerified: [
      ...(launch.like === null ? [] : [...notVerified, ...launch.unknown]),
      ...found.unverifiedLogs,
    ],
    runId: ended.runId,
    durationSeconds: ended.durationSeconds,
    error: error === undefined ? null : errorDocument(error),
    leftovers: [...(ended.leftovers ?? [])],
  }
  return { document, error }
}

async function work(
  { runId, accountId, recordsFolder, past, record, steps }: Run<'verify'>,
  request: VerifyRequest,
  context: VerifyContext,
  { checks, found }: { readonly checks: CheckResult[]; readonly found: Found },
): Promise<End<'verify'>> {
  const { region, endpoint, clock } = context
  const left = past.filter(
    earlier =>
      earlier.launch !== null &&
      earlier.accountId === accountId &&
      earlier.region === region &&
      earlier.endpoint === endpoint,
  )
  await undoEarlierRuns(verifySteps, left, recordsFolder, context)
  const startedAt = clock.now()
  return whileGroupLocked(request.launch.vpcId, runId, context, async ({ ensureHeld }) => {
    const verifying = { ...request, runId, record, startedAt, ensureHeld }
    try {
      return await verify({ request: verifying, context }, steps, checks, found)
    } catch (error) {
      // Before another run gets the lock.
      if (!context.killed.aborted) await endLaunch(record, context)
      throw error
    }
  })
}

function failure({ ami, image }: VerifyRequest, checks: readonly CheckResult[]): ToolError | undefined {
  const wrong = checks.filter(({ ok }) => !ok)
  const [first] = wrong
  if (first === undefined) return undefined
  const names = wrong.map(({ name }) => name).join(', ')
  return new ToolError(
    'VERIFY_FAILED',
    `${ami.imageId} failed ${wrong.length === 1 ? 'the check' : 'the checks'} ${names}`,
    {
      details: wrong.map(({ name, detail }) => `${name}: ${detail}`),
      hint:
        image === null
          ? 'docs/verifying.md says for each check what to look at.'
          : `Correct the image and bake again: ${ownCommand('bake', image)}. docs/verifying.md says for each check what to look at.`,
    },
  )
}
