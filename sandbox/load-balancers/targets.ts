import type { Clock } from '../gateway/clock.ts'
import type { check as sendCheck } from './check.ts'
import { afterCheck, type Health, registering } from './health.ts'
import type { Server, Target, TargetGroupRecord, TargetHealth } from './types.ts'

export interface TargetsOptions {
  readonly clock: Clock
  readonly check: typeof sendCheck
  /** Called when some target or its health changed. */
  readonly changed: () => void
}

export interface Targets {
  /** Takes over what is registered. `inUse`: target groups to which a load balancer forwards. */
  follow(state: {
    readonly groups: readonly TargetGroupRecord[]
    readonly inUse: ReadonlySet<string>
    /** Address of a target; undefined if its instance does not exist. */
    readonly addressOf: (id: string) => string | undefined
  }): void
  servers(targetGroupArn: string): readonly Server[]
  /** undefined: not registered, or no longer registered */
  health(targetGroupArn: string, target: Target): TargetHealth | undefined
  /** The health of all registered targets of groups in use. */
  report(): readonly (Target & TargetHealth & { readonly targetGroupArn: string })[]
}

interface Registration {
  readonly name: string
  readonly target: Target
  group: TargetGroupRecord
  address: string | undefined
  health: Health
  isChecked: boolean
  isDraining: boolean
}

const notInUse: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
}
const draining: TargetHealth = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
}

/** Checks the registered targets of all groups, and drains those that are deregistered. */
export function createTargets({ clock, check, changed }: TargetsOptions): Targets {
  let registrations: readonly Registration[] = []
  let inUse: ReadonlySet<string> = new Set()
  let registered = 0

  const find = (arn: string, { id, port }: Target) =>
    // The present registration comes after one that is draining.
    registrations.findLast(
      ({ group, target }) => group.arn === arn && target.id === id && target.port === port,
    )

  function register(group: TargetGroupRecord, target: Target): void {
    registered += 1
    const state = { address: undefined, health: registering, isChecked: false, isDraining: false }
    registrations = [...registrations, { name: `t${registered}`, target, group, ...state }]
  }

  function remove(registration: Registration): void {
    registrations = registrations.filter(other => other !== registration)
  }

  async function drain(registration: Registration): Promise<void> {
    registration.isDraining = true
    const delay = registration.group.attributes['deregistration_delay.timeout_seconds'] ?? 300
    await clock.sleep(Number(delay) * 1000)
    remove(registration)
    changed()
  }

  const isCurrent = (registration: Registration) =>
    registrations.includes(registration) && !registration.isDraining && inUse.has(registration.group.arn)

  async function watch(registration: Registration): Promise<void> {
    registration.isChecked = true
    while (isCurrent(registration)) {
      const { healthCheck } = registration.group
      const result = await checkOnce(registration)
      if (!isCurrent(registration)) break
      const before = registration.health
      registration.health = afterCheck(before, result, healthCheck)
      if (before.state !== registration.health.state || before.reason !== registration.health.reason)
        changed()
      await clock.sleep(healthCheck.intervalSeconds * 1000)
    }
    registration.isChecked = false
  }

  function checkOnce({ address, target, group: { healthCheck } }: Registration) {
    if (address === undefined) return Promise.resolve({ kind: 'failure' } as const)
    const port = healthCheck.port === 'traffic-port' ? target.port : Number(healthCheck.port)
    return check({ ...healthCheck, address, port })
  }

  return {
    follow(state) {
      inUse = state.inUse
      const groups = new Map(state.groups.map(group => [group.arn, group]))
      for (const registration of registrations) {
        const group = groups.get(registration.group.arn)
        if (group === undefined) remove(registration)
        else {
          registration.group = group
          const isListed = group.targets.some(target => isSame(target, registration.target))
          if (!isListed && !registration.isDraining) {
            if (inUse.has(group.arn)) void drain(registration)
            else remove(registration)
          }
        }
      }
      for (const group of state.groups) {
        for (const target of group.targets) {
          const present = find(group.arn, target)
          if (present === undefined || present.isDraining) register(group, target)
        }
      }
      for (const registration of registrations) {
        registration.address ??= state.addressOf(registration.target.id)
        if (isCurrent(registration) && !registration.isChecked) void watch(registration)
      }
    },
    servers(arn) {
      const ofGroup = registrations.filter(({ group }) => group.arn === arn)
      const isHealthy = ({ health, isDraining }: Registration) => !isDraining && health.state === 'healthy'
      // Without a healthy target, every target gets requests, as on AWS.
      const failsOpen = !ofGroup.some(isHealthy)
      return ofGroup.flatMap(one => {
        const { name, address, target, isDraining } = one
        const isUsed = !isDraining && (failsOpen || isHealthy(one))
        return address === undefined ? [] : [{ name, address, port: target.port, isUsed, isDraining }]
      })
    },
    health(arn, target) {
      const registration = find(arn, target)
      return registration && healthOf(registration)
    },
    report: () =>
      registrations
        .filter(({ group, isDraining }) => inUse.has(group.arn) && !isDraining)
        .map(registration => ({
          targetGroupArn: registration.group.arn,
          ...registration.target,
          ...healthOf(registration),
        })),
  }

  function healthOf({ group, health, isDraining }: Registration): TargetHealth {
    if (isDraining) return draining
    if (!inUse.has(group.arn)) return notInUse
    const { successes: _, failures: __, ...shown } = health
    return shown
  }
}

function isSame(one: Target, other: Target): boolean {
  return one.id === other.id && one.port === other.port
}
