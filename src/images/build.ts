import { basename } from 'node:path'
import { ToolError } from '../errors/tool-error.ts'
import type {
  BuildFailure,
  BuildFinished,
  BuildProgress,
  BuildStage,
  ResourceCreated,
} from '../packer/progress.ts'
import { runInterrupted } from '../runs/interruption.ts'
import type { StepReport } from '../runs/steps.ts'

/** How the build ended, for the record and for error messages. */
export interface BuildOutcome {
  readonly finished: BuildFinished
  readonly instanceId: string | null
}

/** What must be in the record before the build continues. */
export interface BuildNotes {
  started(processId: number): Promise<void>
  creating(resource: Pick<ResourceCreated, 'kind' | 'id'>): Promise<void>
}

/** Follows a build to its end and reports its progress. */
export async function followBuild(
  progress: AsyncIterable<BuildProgress>,
  report: StepReport,
  notes: BuildNotes,
): Promise<BuildOutcome> {
  let instanceId: string | null = null
  for await (const event of progress) {
    if (event.type === 'stage') report.progress(stageWords[event.stage])
    // Scripts that are not in the list, such as Packer's own for `inline`, have a meaningless name.
    if (event.type === 'script' && event.index !== null)
      report.progress(`${event.index}/${event.count} ${basename(event.name)}`)
    if (event.type === 'output') report.output(event.line)
    if (event.type === 'overdue')
      report.progress(`Packer did not exit within ${event.seconds} s and was killed`)
    if (event.type === 'started') await notes.started(event.processId)
    if (event.type === 'resource') await notes.creating(event)
    if (event.type === 'resource' && event.kind === 'instance') instanceId = event.id
    if (event.type === 'finished') return { finished: event, instanceId }
  }
  throw new ToolError('BUILD_FAILED', 'Packer exited without reporting an error', {
    hint: 'packer.log in the run folder has its whole output.',
  })
}

/**
 * @param consoleTail last lines of the build instance's console, for a login that failed
 * @throws InterruptedError, ToolError SCRIPT_FAILED, LOGIN_FAILED, BUILD_FAILED
 */
export async function assertBuilt(
  { finished, instanceId }: BuildOutcome,
  consoleTail: (instanceId: string) => Promise<readonly string[]>,
): Promise<void> {
  if (finished.outcome === 'built') return
  if (finished.outcome === 'interrupted') throw runInterrupted('bake')
  const failure = finished.failure
  if (failure === null) throw buildFailed(`Packer ended with exit status ${finished.exitCode}`, 'done')
  if (failure.script !== null) throw scriptFailed(failure, failure.script)
  if (failure.stage === 'ssh' && instanceId !== null) {
    throw new ToolError('LOGIN_FAILED', `cannot reach the build instance ${instanceId} by ssh`, {
      details: [firstLine(failure.message), ...(await consoleTail(instanceId).catch(() => []))],
      why: 'The console output that EC2 has of it is shown above.',
      hint: 'Check that this machine can reach the subnet (images.NAME.network) and that port 22 is open to it.',
    })
  }
  throw buildFailed(failure.message, failure.stage)
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

function scriptFailed(failure: BuildFailure, script: string): ToolError {
  const { lastLines } = failure
  const { how, hint } = faultOf(failure)
  return new ToolError('SCRIPT_FAILED', `${basename(script)} ${how}`, {
    details: lastLines,
    why: 'Its last lines are shown above; packer.log in the run folder has the whole output.',
    hint,
  })
}

function faultOf({ exitStatus, fault, message }: BuildFailure): { how: string; hint: string } {
  if (fault === 'background') {
    return {
      how: 'ended, but left a process running that keeps its output open',
      hint: 'Redirect the output of the process, e.g. to a file, or end the process. It does not run in instances of the AMI; install a systemd unit for that.',
    }
  }
  if (fault === 'reboot' || /disconnect/i.test(message)) {
    return {
      how:
        fault === 'reboot'
          ? 'restarts or shuts down the build instance'
          : 'lost its connection to the build instance',
      hint: 'If the script restarts the instance, remove that and add an item "reboot: true" after it in images.NAME.scripts.',
    }
  }
  if (exitStatus === null) return { how: firstLine(message), hint: correctIt }
  const how = `ended with exit status ${exitStatus}`
  return {
    how,
    hint:
      exitStatus === 126
        ? `A program that it starts may be in a folder that is mounted noexec. ${correctIt}`
        : correctIt,
  }
}

const correctIt =
  'Correct the script and bake again. --keep-on-failure leaves the instance running for inspection.'

function buildFailed(message: string, stage: BuildStage): ToolError {
  return new ToolError('BUILD_FAILED', `Packer failed while ${stageWords[stage]}: ${message}`, {
    hint: 'This message is from Packer; packer.log in the run folder has its whole output.',
  })
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
