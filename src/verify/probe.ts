import type { CheckName } from '../events/events.ts'
import type { StepReport } from '../runs/steps.ts'
import { type BootReport, bootReports } from './console.ts'
import type { VerifyContext } from './context.ts'
import { isOfAmi } from './launch-reasons.ts'
import type { Verifying } from './request.ts'
import { until } from './until.ts'

/** One check of the instance. */
export interface Check {
  readonly name: CheckName
  /** Names of the checks without which this one is not possible. */
  readonly needs: readonly CheckName[]
  /** Seconds; the time of the whole verification also ends it. */
  readonly limitSeconds: number
  run(probe: Probe): Promise<Finding>
}

export interface Finding {
  /** `unknown`: the check could not run, for a reason that does not prove a fault of the AMI. */
  readonly result: 'passed' | 'failed' | 'unknown'
  /** One line. */
  readonly detail: string
}

/** What a check receives: the instance, as far as earlier checks have found it, and how to wait. */
export interface Probe {
  readonly request: Verifying
  readonly context: VerifyContext
  readonly report: StepReport
  /** Kept between the checks of a verification. */
  readonly found: Found
  /**
   * Looks until there is a finding, or the time is over.
   *
   * @param late the finding if the check had all of its time; without it, the finding is `unknown`
   */
  await(look: () => Promise<Finding | undefined>, late: () => Promise<Finding>): Promise<Finding>
}

/** Milliseconds since the epoch. */
export interface CheckTime {
  readonly deadline: number
  /** Of the whole verification; an earlier end than that of the check gives the check no chance. */
  readonly lastDeadline: number
}

export interface Found {
  /** When AWS created the launch template, by the clock of AWS. */
  launchedAt: Date
  instanceId: string
  containerInstance: string
  /** Logs of the AMI that no check covers. */
  unverifiedLogs: readonly string[]
}

export const nothingFound = (): Found => ({
  launchedAt: new Date(0),
  instanceId: '',
  containerInstance: '',
  unverifiedLogs: [],
})

export const passed = (detail: string): Finding => ({ result: 'passed', detail })
export const failed = (detail: string): Finding => ({ result: 'failed', detail })
export const unknown = (detail: string): Finding => ({ result: 'unknown', detail })

/** Of an instance that reports nothing on its console although it had the time. */
export function silent({ request: { launch } }: Probe, detail: string): Finding {
  return launch.isXen
    ? unknown(`${detail}; ${launch.instanceTypes.join(', ')} show their console minutes late`)
    : failed(detail)
}

export function createProbe(base: Omit<Probe, 'await'>, { deadline, lastDeadline }: CheckTime): Probe {
  return {
    ...base,
    async await(look, late) {
      const end = Math.min(deadline, lastDeadline)
      const finding = await until(async () => (await look()) ?? (await death(base)), end, base.context)
      if (finding !== undefined) return finding
      return deadline > lastDeadline ? unknown('the time of the verification was over') : late()
    },
  }
}

/** An instance that ends cannot pass a check. Only a known reason is a fault of the AMI. */
async function death({ found: { instanceId }, context }: Omit<Probe, 'await'>): Promise<Finding | undefined> {
  if (instanceId === '') return undefined
  const facts = await (await context.clients.ec2(context.region)).instanceFacts(instanceId)
  if (facts === undefined) return unknown(`${instanceId} does not exist any more`)
  if (facts.state === 'pending' || facts.state === 'running') return undefined
  const detail = `${instanceId} is ${facts.state}${facts.stateReason === '' ? '' : `: ${facts.stateReason}`}`
  return isOfAmi(facts.stateReason) ? failed(detail) : unknown(detail)
}

/** What the instance has reported on its console, by boot. */
export async function reportsOf(probe: Pick<Probe, 'context' | 'found' | 'request'>): Promise<BootReport[]> {
  return bootReports(await consoleOf(probe), probe.request.runId)
}

export async function consoleOf({ context, found }: Pick<Probe, 'context' | 'found'>): Promise<string> {
  return (await context.clients.ec2(context.region)).consoleOutput(found.instanceId)
}
