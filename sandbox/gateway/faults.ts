/** What is to go wrong with the next calls of one action. */
export interface FaultOrder {
  /** `CreateImage`, or `ec2:CreateImage` where two services share the name. */
  readonly action: string
  readonly effect: FaultEffect
  /** How many calls it still befalls. */
  readonly times: number
}

export type FaultEffect =
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly seconds: number }
  /** What the call makes stays `pending` that long. */
  | { readonly kind: 'pending'; readonly seconds: number }

export interface FaultPlan {
  order(fault: FaultOrder): void
  /** The effects that befall this call, in the order in which they were ordered; each is used up once. */
  take(service: string, action: string): readonly FaultEffect[]
  pending(): readonly FaultOrder[]
}

export function createFaultPlan(): FaultPlan {
  let orders: readonly FaultOrder[] = []
  return {
    order(fault) {
      orders = [...orders, fault]
    },
    take(service, action) {
      const name = `${service}:${action}`.toLowerCase()
      const befalls = (order: FaultOrder) =>
        name === order.action.toLowerCase() || action.toLowerCase() === order.action.toLowerCase()
      const taken = firstOfEachKind(orders.filter(befalls))
      orders = orders
        .map(order => (taken.includes(order) ? { ...order, times: order.times - 1 } : order))
        .filter(({ times }) => times > 0)
      return taken.map(({ effect }) => effect)
    },
    pending: () => orders,
  }
}

/** Two errors ordered for one action befall two calls, one after the other. */
function firstOfEachKind(orders: readonly FaultOrder[]): readonly FaultOrder[] {
  return orders.filter(
    (order, index) => orders.findIndex(({ effect }) => effect.kind === order.effect.kind) === index,
  )
}
