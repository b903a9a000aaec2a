import { join } from 'node:path'
import type { Clock } from '../gateway/clock.ts'
import type { CloudState, MotoClient } from '../moto/client.ts'
import { check } from './check.ts'
import { targetGroupsOf } from './configuration.ts'
import { type BalancerProxy, createProxy } from './proxy.ts'
import { createTargets } from './targets.ts'
import type { LoadBalancerRecord, Target, TargetGroups } from './types.ts'

export interface LoadBalancersOptions {
  readonly moto: Pick<MotoClient, 'state' | 'changeTarget' | 'reportTargetHealth'>
  readonly clock: Clock
  /** For configurations and sockets; a short path. */
  readonly folder: string
  /** Path of haproxy; installs it on first use. */
  readonly program: () => Promise<string>
  /** Adds an address to the sandbox's network, or removes it. */
  readonly claim: (address: string) => Promise<void>
  readonly release: (address: string) => Promise<void>
  readonly report: (line: string) => void
}

export interface LoadBalancers {
  readonly targetGroups: TargetGroups
  /** Brings the proxies in line with moto's data. */
  follow(state: CloudState): void
  /** Reads moto's data and follows it; resolves when the proxies are in line. */
  refresh(): Promise<void>
  close(): Promise<void>
}

/** Load balancers: one haproxy for each, which follows moto's data and the health of the targets. */
export function createLoadBalancers(options: LoadBalancersOptions): LoadBalancers {
  const { moto, clock, folder, report } = options
  const proxies = new Map<string, { readonly proxy: BalancerProxy; readonly address: string }>()
  const listeners: (() => void)[] = []
  const targets = createTargets({ clock, check, changed })
  let balancers: readonly LoadBalancerRecord[] = []
  let protocols: ReadonlyMap<string, string> = new Map()
  let targetTypes: ReadonlyMap<string, string> = new Map()
  let inUse: ReadonlySet<string> = new Set()
  let work: Promise<void> = Promise.resolve()
  let isWaiting = false

  function changed(): void {
    void bringInLine()
    moto.reportTargetHealth(targets.report()).catch((error: Error) => report(`target health: ${error.stack}`))
    for (const listener of listeners) listener()
  }

  /** One pass at a time; a pass that has not begun sees all changes until then. */
  function bringInLine(): Promise<void> {
    if (isWaiting) return work
    isWaiting = true
    work = work.then(async () => {
      isWaiting = false
      await pass().catch((error: Error) => report(`load balancers: ${error.stack}`))
    })
    return work
  }

  async function pass(): Promise<void> {
    const present = new Set(balancers.map(({ arn }) => arn))
    for (const [arn, { proxy, address }] of proxies) {
      if (present.has(arn)) continue
      proxies.delete(arn)
      await proxy.stop()
      await options.release(address)
    }
    for (const balancer of balancers) {
      const backends = targetGroupsOf(balancer).map(targetGroupArn => ({
        targetGroupArn,
        protocol: protocols.get(targetGroupArn) ?? 'HTTP',
        servers: targets.servers(targetGroupArn),
      }))
      const { proxy } = proxies.get(balancer.arn) ?? (await open(balancer))
      await proxy.apply(balancer, backends)
    }
  }

  async function open({ arn, address }: LoadBalancerRecord) {
    const program = await options.program()
    await options.claim(address)
    const id = arn.slice(arn.lastIndexOf('/') + 1)
    const opened = { proxy: createProxy({ program, folder: join(folder, id), report }), address }
    proxies.set(arn, opened)
    return opened
  }

  function follow({ loadBalancers, targetGroups, instances }: CloudState): void {
    balancers = loadBalancers
    protocols = new Map(targetGroups.map(({ arn, protocol }) => [arn, protocol]))
    targetTypes = new Map(targetGroups.map(({ arn, targetType }) => [arn, targetType]))
    inUse = new Set(loadBalancers.flatMap(targetGroupsOf))
    const addresses = new Map(instances.map(({ instanceId, address }) => [instanceId, address]))
    targets.follow({
      groups: targetGroups,
      inUse,
      addressOf: id => (id.startsWith('i-') ? addresses.get(id) : id),
    })
    void bringInLine()
  }

  async function refresh(): Promise<void> {
    follow(await moto.state())
    await work
  }

  async function change(operation: 'register' | 'deregister', targetGroupArn: string, target: Target) {
    await moto.changeTarget(operation, targetGroupArn, target)
    await refresh()
  }

  return {
    targetGroups: {
      register: (arn, target) => change('register', arn, target),
      deregister: (arn, target) => change('deregister', arn, target),
      health: targets.health,
      onChange: listener => listeners.push(listener),
      hasLoadBalancer: arn => inUse.has(arn),
      targetType: arn => targetTypes.get(arn),
    },
    follow,
    refresh,
    async close() {
      balancers = []
      await bringInLine()
    },
  }
}
