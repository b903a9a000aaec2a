import { basename } from 'node:path'
import { ToolError } from '../errors/tool-error.ts'
import type {
  BuildFailure,
  BuildFinished,
  BuildProgress,
  BuildStage,
  ResourceCreated,
} from '../packer/progress.ts'
import { bakeInterrupted } from './interrupted.ts'
import type { StepReport } from './steps.ts'

/** What is known of the build when it has ended, for the record and for error messages. */
export interface BuildOutcome {
  readonly finished: BuildFinished
  readonly instanceId: string | null
}

/** What has to be on record before the build goes on. */
export interface BuildNotes {
  started(processId: number): Promise<void>
  creating(resource: Pick<ResourceCreated, 'kind' | 'id'>): Promise<void>
}

/** Follows a build to its end and tells its progress in a person's words. */
export async function followBuild(
  progress: AsyncIterable<BuildProgress>,
  report: StepReport,
  notes: BuildNotes,
): Promise<BuildOutcome> {
  let instanceId: string | null = null
  for await (const event of progress) {
    if (event.type === 'stage') report.progress(stageWords[event.stage])
    // A script that nobody gave, such as Packer's own for `inline`, has a name that says nothing.
    if (event.type === 'script' && event.index !== null)
      report.progress(`${event.index}/${event.count} ${basename(event.path)}`)
    if (event.type === 'output') report.output(event.line)
    if (event.type === 'overdue') report.progress(`Packer did not end in ${event.seconds} s and was killed`)
    if (event.type === 'started') await notes.started(event.processId)
    if (event.type === 'resource') await notes.creating(event)
    if (event.type === 'resource' && event.kind === 'instance') instanceId = event.id
    if (event.type === 'finished') return { finished: event, instanceId }
  }
  throw new ToolError('BUILD_FAILED', 'Packer ended without a word', {
    hint: "The log in the run's folder has everything it printed.",
  })
}

/**
 * @param consoleTail last lines of the build instance's console, for a login that never came
 * @throws InterruptedError, ToolError SCRIPT_FAILED, LOGIN_FAILED, BUILD_FAILED
 */
export async function assertBuilt(
  { finished, instanceId }: BuildOutcome,
  consoleTail: (instanceId: string) => Promise<readonly string[]>,
): Promise<void> {
  if (finished.outcome === 'built') return
  if (finished.outcome === 'interrupted') throw bakeInterrupted()
  const failure = finished.failure
  if (failure === null) throw buildFailed(`Packer ended with exit status ${finished.exitCode}`, 'done')
  if (failure.script !== null) throw scriptFailed(failure, failure.script)
  if (failure.stage === 'ssh' && instanceId !== null) {
    throw new ToolError('LOGIN_FAILED', `the build instance ${instanceId} could not be reached by ssh`, {
      details: [firstLine(failure.message), ...(await consoleTail(instanceId).catch(() => []))],
      why: 'Its console output, as far as EC2 has it, is above.',
      hint: 'Check that the subnet has a way to this machine (images.NAME.network) and that port 22 is open to it.',
    })
  }
  throw buildFailed(failure.message, failure.stage)
}

const stageWords: Record<BuildStage, string> = {
  prevalidate: 'checking what is there',
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

function scriptFailed({ exitStatus, lastLines, message }: BuildFailure, script: string): ToolError {
  const how = exitStatus === null ? firstLine(message) : `ended with exit status ${exitStatus}`
  return new ToolError('SCRIPT_FAILED', `${basename(script)} ${how}`, {
    details: lastLines,
    why: "Its last lines are above; the whole output is in the run's packer.log.",
    hint: 'Correct the script and bake again; --keep-on-failure leaves the instance running to look at.',
  })
}

function buildFailed(message: string, stage: BuildStage): ToolError {
  return new ToolError('BUILD_FAILED', `Packer failed while ${stageWords[stage]}: ${message}`, {
    hint: "The words are Packer's own; the run's packer.log has everything it printed.",
  })
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
