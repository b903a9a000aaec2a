import { join } from 'node:path'
import { type ContainerPackages, ensureContainerPackages } from '../containers/packages.ts'
import type { Clock } from '../gateway/clock.ts'
import { createLoadBalancers } from '../load-balancers/load-balancers.ts'
import { urlOf } from '../load-balancers/url.ts'
import { enterHostNetwork, runtimeFolder } from '../machines/namespaces.ts'
import type { Network } from '../machines/types.ts'
import type { MotoClient } from '../moto/client.ts'
import type { CloudFormation } from './cloudformation.ts'
import type { ControlOptions } from './control.ts'

/** Load balancers in the sandbox's network. haproxy is downloaded when the first one is created. */
export function startLoadBalancers(options: {
  readonly moto: MotoClient
  readonly network: Pick<Network, 'claim' | 'release'>
  readonly containerPackages: ContainerPackages
  readonly clock: Clock
}) {
  const { moto, network, containerPackages, clock } = options
  return createLoadBalancers({
    moto,
    clock,
    folder: join(runtimeFolder, 'load-balancers'),
    async program() {
      const report = (line: string) => console.error(`container programs: ${line}`)
      const programs = await ensureContainerPackages(containerPackages, { report, enter: enterHostNetwork() })
      return programs('haproxy')
    },
    claim: network.claim,
    release: network.release,
    report: line => console.error(line),
  })
}

/** Where the host reaches the load balancers of a stack. */
export function urlsOfStacks(
  moto: Pick<MotoClient, 'state'>,
  { physicalIds }: Pick<CloudFormation, 'physicalIds'>,
): ControlOptions['urlsOf'] {
  return async stackName => {
    const arns = physicalIds(stackName, 'AWS::ElasticLoadBalancingV2::LoadBalancer')
    if (arns === undefined) return {}
    const { loadBalancers } = await moto.state()
    return {
      loadBalancers: loadBalancers
        .filter(({ arn }) => arns.includes(arn))
        .map(balancer => {
          const url = urlOf(balancer)
          return { name: balancer.name, dnsName: balancer.dnsName, ...(url === undefined ? {} : { url }) }
        }),
    }
  }
}
