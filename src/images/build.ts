import { basename } from 'node:path'
import { ToolError } from '../errors/tool-error.ts'
import type { BuildFinished, BuildProgress, BuildStage, ResourceCreated } from '../packer/progress.ts'
import { runInterrupted } from '../runs/interruption.ts'
import type { StepReport } from '../runs/steps.ts'
import { type FailedImage, scriptFailed } from './script-failure.ts'
import { isReclaimed, spotInterrupted, spotRefused } from './spot.ts'

/** How the build ended, for the record and for error messages. */
export interface BuildOutcome {
  readonly finished: BuildFinished
  readonly instanceId: string | null
  /** Name of the last script that started. */
  readonly lastScript: string | null
}

/** What must be in the record before the build continues. */
export interface BuildNotes {
  started(processId: number): Promise<void>
  creating(resource: Pick<ResourceCreated, 'kind' | 'id'>): Promise<void>
  reached(stage: BuildStage): void
}

/** Follows a build to its end and reports its progress. */
export async function followBuild(
  progress: AsyncIterable<BuildProgress>,
  report: StepReport,
  notes: BuildNotes,
): Promise<BuildOutcome> {
  let instanceId: string | null = null
  let lastScript: string | null = null
  for await (const event of progress) {
    if (event.type === 'stage') {
      notes.reached(event.stage)
      report.progress(stageWords[event.stage])
    }
    // Scripts that are not in the list, such as Packer's own for `inline`, have a meaningless name.
    if (event.type === 'script' && event.index !== null) {
      lastScript = basename(event.name)
      report.progress(`${event.index}/${event.count} ${lastScript}`)
    }
    if (event.type === 'output') report.output(event.line)
    if (event.type === 'overdue')
      report.progress(`Packer did not exit within ${event.seconds} s and was killed`)
    if (event.type === 'started') await notes.started(event.processId)
    if (event.type === 'resource') await notes.creating(event)
    if (event.type === 'resource' && event.kind === 'instance') instanceId = event.id
    if (event.type === 'finished') return { finished: event, instanceId, lastScript }
  }
  throw new ToolError('BUILD_FAILED', 'Packer exited without reporting an error', {
    hint: 'packer.log in the run folder has its whole output.',
  })
}

/** The build instance as far as EC2 knows it. */
export interface BuildInstance {
  /** The state in which it ended by itself while Packer was using it; null when it did not. */
  readonly endedAs: string | null
  /** Why it is not running, by EC2's code, e.g. `Client.InvalidKMSKey.InvalidState`; empty when it is not known. */
  endReason(instanceId: string): Promise<string>
  /** The last lines of its console. */
  consoleTail(instanceId: string): Promise<readonly string[]>
}

/** @throws InterruptedError, ToolError SPOT_INTERRUPTED, SPOT_REFUSED, INSTANCE_ENDED, SCRIPT_FAILED, LOGIN_FAILED, BUILD_FAILED */
export async function assertBuilt(
  { finished, instanceId, lastScript }: BuildOutcome,
  { endedAs, endReason, consoleTail }: BuildInstance,
  image: FailedImage,
): Promise<void> {
  const console = async () => (instanceId === null ? [] : consoleTail(instanceId).catch(() => []))
  const during = lastScript === null ? 'before it could be reached by ssh' : `while ${lastScript} ran`
  const hasFailed = endedAs !== null || finished.outcome === 'failed'
  const reason = hasFailed && instanceId !== null ? await endReason(instanceId).catch(() => '') : ''
  if (instanceId !== null && isReclaimed(reason)) throw spotInterrupted(instanceId, during)
  if (endedAs !== null) {
    throw new ToolError(
      'INSTANCE_ENDED',
      `the build instance ${instanceId} is ${endedAs}: it ended ${during}${reason === '' ? '' : ` (${reason})`}`,
      {
        details: await console(),
        why: 'The console output that EC2 has of it is shown above.',
        hint: isAboutKey(reason)
          ? keyAdvice
          : 'Check the base AMI, the permissions for KMS keys of its volumes, and that no script shuts the instance down.',
      },
    )
  }
  if (finished.outcome === 'built') return
  if (finished.outcome === 'interrupted') throw runInterrupted('bake')
  const failure = finished.failure
  if (failure === null) throw buildFailed(`Packer ended with exit status ${finished.exitCode}`, 'done')
  if (failure.script !== null) throw scriptFailed(failure, failure.script, image)
  if (failure.stage === 'ssh' && instanceId !== null) {
    throw new ToolError('LOGIN_FAILED', `cannot reach the build instance ${instanceId} by ssh`, {
      details: [firstLine(failure.message), ...(await console())],
      why: 'The console output that EC2 has of it is shown above.',
      hint: 'Check that this machine can reach the subnet (images.NAME.network) and that port 22 is open to it.',
    })
  }
  throw (
    spotRefused(failure.message) ??
    buildFailed(failure.message, failure.stage, failure.stage === 'boot' ? await console() : [], reason)
  )
}

const stageWords: Record<BuildStage, string> = {
  prevalidate: 'checking settings on AWS',
  launch: 'launching the build instance',
  boot: 'waiting for the instance to run',
  ssh: 'waiting for ssh',
  provision: 'uploading the recipe',
  stop: 'stopping the instance',
  image: 'creating the AMI',
  copy: 'copying the AMI',
  tag: 'tagging',
  cleanup: 'cleaning up',
  done: 'done',
}

function buildFailed(
  message: string,
  stage: BuildStage,
  details: readonly string[] = [],
  endReason = '',
): ToolError {
  const advice = isAboutKey(endReason)
    ? `${keyAdvice} `
    : /Unauthorized|AccessDenied/.test(message)
      ? permissions
      : ''
  return new ToolError('BUILD_FAILED', `Packer failed while ${stageWords[stage]}: ${message}`, {
    details,
    hint: `${advice}This message is from Packer; packer.log in the run folder has its whole output.`,
  })
}

const permissions =
  'Compare your permissions with docs/credentials.md, "Permissions for a bake". A service control policy can deny the call also, for example because a tag is missing in "tags". "aws sts decode-authorization-message" shows the details of an encoded message. '

/** @param stateReason code of EC2 */
function isAboutKey(stateReason: string): boolean {
  return /^Client\.(?:InvalidKMSKey|InternalError)/.test(stateReason)
}

const keyAdvice =
  'EC2 could not use the KMS key of a volume: enable the key and allow its use (docs/credentials.md, "Permissions for a bake"). With "spot", a customer managed key also needs a grant for the role AWSServiceRoleForEC2Spot (docs/errors/SPOT_REFUSED.md).'

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
