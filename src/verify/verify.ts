import { ToolError } from '../errors/tool-error.ts'
import { runInterrupted } from '../runs/interruption.ts'
import type { Step, StepReport, Steps } from '../runs/steps.ts'
import { agent } from './checks/agent.ts'
import { boot } from './checks/boot.ts'
import { imds } from './checks/imds.ts'
import { inside, ownCheck } from './checks/inside.ts'
import { logs } from './checks/logs.ts'
import { reboot, rejoin } from './checks/reboot.ts'
import { tags } from './checks/tags.ts'
import { task } from './checks/task.ts'
import { volumes } from './checks/volumes.ts'
import type { CheckResult } from './document.ts'
import { endStep, launchStep } from './launch-step.ts'
import { type Check, createProbe, type Finding, type Found } from './probe.ts'
import type { VerifyInput, VerifyRequest } from './request.ts'
import { storeVerdict } from './store-verdict.ts'

/** Every step that creates something. */
export const verifySteps = [launchStep]

/** Seconds from the start of the run to the end of all checks. The rest of 10 minutes is for ending the instance. */
const mostSeconds = 420

/** Launches the AMI, checks it, and ends the instance. */
export async function verify(
  input: VerifyInput,
  steps: Steps,
  results: CheckResult[],
  found: Found,
): Promise<'verified' | 'failed'> {
  const { request, context } = input
  const lastDeadline = request.startedAt.getTime() + mostSeconds * 1000
  found.launchedAt = await steps.run(launchStep, input)
  const unknown: string[] = []
  for (const check of checksFor(Object.keys(request.files.own))) {
    if (context.interrupted.aborted) throw runInterrupted('verify')
    const isPossible = check.needs.every(name => results.some(result => result.name === name && result.ok))
    if (!isPossible) continue
    const startedAt = context.clock.now().getTime()
    const { result, detail } = await steps.run(stepOf(check), { input, found, lastDeadline })
    const { name } = check
    const seconds = (context.clock.now().getTime() - startedAt) / 1000
    if (result === 'unknown') unknown.push(`${name}: ${detail}`)
    else results.push({ name, ok: result === 'passed', seconds, detail })
  }
  const failed = results.filter(({ ok }) => !ok).map(({ name }) => name)
  // Before the end, which takes minutes in which the run may be killed.
  const problem =
    failed.length === 0 && unknown.length > 0
      ? incomplete(request, unknown)
      : await storeVerdict(request, failed, context)
  await steps.run(endStep, input)
  if (problem !== null) throw problem
  return failed.length === 0 ? 'verified' : 'failed'
}

function incomplete({ ami }: VerifyRequest, unknown: readonly string[]): ToolError {
  return new ToolError('VERIFY_INCOMPLETE', `${ami.imageId} could not be checked completely`, {
    details: unknown,
    why: 'No check failed, but the AMI is verified only if all checks pass. It keeps the verdict that it had before.',
    hint: 'Remove the cause and verify the AMI again.',
  })
}

function checksFor(own: readonly string[]): Check[] {
  return [boot, agent, imds, tags, logs, volumes, inside, ...own.map(ownCheck), task, reboot, rejoin]
}

interface CheckInput {
  readonly input: VerifyInput
  readonly found: Found
  /** Milliseconds since the epoch. */
  readonly lastDeadline: number
}

function stepOf(check: Check): Step<CheckInput, Finding> {
  return {
    name: check.name,
    run: ({ input, found, lastDeadline }, report: StepReport) => {
      const deadline = input.context.clock.now().getTime() + check.limitSeconds * 1000
      return check.run(createProbe({ ...input, found, report }, { deadline, lastDeadline }))
    },
    summary: ({ detail }) => detail,
    failure: ({ result, detail }) => (result === 'passed' ? null : detail),
    undo: null,
  }
}
