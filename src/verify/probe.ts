import type { CheckName } from '../events/events.ts'
import type { StepReport } from '../runs/steps.ts'
import { type BootReport, bootReports } from './console.ts'
import type { VerifyContext } from './context.ts'
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
  readonly ok: boolean
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
   * @param late the finding if the time is over
   */
  await(look: () => Promise<Finding | undefined>, late: () => Promise<Finding>): Promise<Finding>
  readonly deadline: number
}

export interface Found {
  instanceId: string
  containerInstance: string
  /** Identifies the first boot. */
  boot: string
  /** Failed activities of the group before the launch. */
  earlierFailures: number
}

export const nothingFound = (): Found => ({
  instanceId: '',
  containerInstance: '',
  boot: '',
  earlierFailures: 0,
})

export const passed = (detail: string): Finding => ({ ok: true, detail })
export const failed = (detail: string): Finding => ({ ok: false, detail })

export function createProbe(base: Omit<Probe, 'await'>): Probe {
  return {
    ...base,
    async await(look, late) {
      const finding = await until(
        async () => (await look()) ?? (await death(base)),
        base.deadline,
        base.context,
      )
      return finding ?? late()
    },
  }
}

/** An instance that ends cannot pass a check. */
async function death({ found: { instanceId }, context }: Omit<Probe, 'await'>): Promise<Finding | undefined> {
  if (instanceId === '') return undefined
  const facts = await (await context.clients.ec2(context.region)).instanceFacts(instanceId)
  if (facts === undefined) return failed(`${instanceId} does not exist any more`)
  if (facts.state === 'pending' || facts.state === 'running') return undefined
  const reason = facts.stateReason === '' ? '' : `: ${facts.stateReason}`
  return failed(`${instanceId} is ${facts.state}${reason}`)
}

/** What the instance has reported on its console, by boot. */
export async function reportsOf(probe: Pick<Probe, 'context' | 'found'>): Promise<BootReport[]> {
  return bootReports(await consoleOf(probe))
}

export async function consoleOf({ context, found }: Pick<Probe, 'context' | 'found'>): Promise<string> {
  return (await context.clients.ec2(context.region)).consoleOutput(found.instanceId)
}
