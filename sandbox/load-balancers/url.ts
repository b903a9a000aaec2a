import type { LoadBalancerRecord } from './types.ts'

/** Where the host reaches a load balancer: its first listener that does not only redirect; undefined without listener. */
export function urlOf({ address, listeners }: LoadBalancerRecord): string | undefined {
  const inOrder = listeners.toSorted((one, other) => one.port - other.port)
  const redirects = ({ rules }: LoadBalancerRecord['listeners'][number]) =>
    rules.every(({ actions }) => actions.every(({ Type }) => Type === 'redirect'))
  const listener = inOrder.find(one => !redirects(one)) ?? inOrder[0]
  return listener && `${listener.protocol.toLowerCase()}://${address}:${listener.port}`
}
