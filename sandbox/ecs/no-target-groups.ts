import type { TargetGroups } from './ports.ts'

/** An account without load balancers. */
export const noTargetGroups: TargetGroups = {
  register: async () => {},
  deregister: async () => {},
  health: () => undefined,
  onChange: () => {},
  hasLoadBalancer: () => false,
}
