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
import { type Check, createProbe, type Finding, type Found, nothingFound } from './probe.ts'
import type { VerifyInput } from './request.ts'
import { storeVerdict } from './store-verdict.ts'

/** Every step that creates something. */
export const verifySteps = [launchStep]

/** Seconds for all checks together. */
const mostSeconds = 600

/** Launches the AMI, checks it, and ends the instance. */
export async function verify(
  input: VerifyInput,
  steps: Steps,
  results: CheckResult[],
  found: Found = nothingFound(),
): Promise<'verified' | 'failed'> {
  const { request, context } = input
  const group = await context.clients.autoScaling()
  found.earlierFailures = (await group.failedActivities(request.stack.group, new Date(0))).length
  await steps.run(launchStep, input)
  const deadline = context.clock.now().getTime() + mostSeconds * 1000
  for (const check of checksFor(Object.keys(request.files.own))) {
    if (context.interrupted.aborted) throw runInterrupted('verify')
    const isPossible = check.needs.every(name => results.some(result => result.name === name && result.ok))
    if (!isPossible) continue
    const startedAt = context.clock.now().getTime()
    const { ok, detail } = await steps.run(stepOf(check), { input, found, deadline })
    results.push({
      name: check.name,
      ok,
      seconds: (context.clock.now().getTime() - startedAt) / 1000,
      detail,
    })
  }
  await steps.run(endStep, input)
  const failed = results.filter(({ ok }) => !ok).map(({ name }) => name)
  await storeVerdict(request, failed, context)
  return failed.length === 0 ? 'verified' : 'failed'
}

function checksFor(own: readonly string[]): Check[] {
  return [boot, agent, imds, tags, logs, volumes, inside, ...own.map(ownCheck), task, reboot, rejoin]
}

interface CheckInput {
  readonly input: VerifyInput
  readonly found: Found
  /** Of the whole verification. */
  readonly deadline: number
}

function stepOf(check: Check): Step<CheckInput, Finding> {
  return {
    name: check.name,
    run: ({ input, found, deadline }, report: StepReport) => {
      const own = input.context.clock.now().getTime() + check.limitSeconds * 1000
      return check.run(createProbe({ ...input, found, report, deadline: Math.min(own, deadline) }))
    },
    summary: ({ detail }) => detail,
    failure: ({ ok, detail }) => (ok ? null : detail),
    undo: null,
  }
}
