import type { Documents } from '../documents.ts'

/** A fault for the next calls of one action. `times`: how many calls it still affects. */
export type FaultOrder = Extract<Documents['fault'], { readonly effect: unknown }>
export type FaultEffect = FaultOrder['effect']

export interface FaultPlan {
  order(fault: FaultOrder): void
  /** The effects for this call, oldest first. Each order loses one of its times. */
  take(service: string, action: string): readonly FaultEffect[]
  /** Removes the orders for the action, and releases held calls. */
  withdraw(action: string): void
  /** Resolves when the hold of this call is withdrawn. */
  withdrawn(service: string, action: string): Promise<void>
  pending(): readonly FaultOrder[]
}

export function createFaultPlan(): FaultPlan {
  let orders: readonly FaultOrder[] = []
  let heldCalls: readonly HeldCall[] = []
  return {
    order(fault) {
      orders = [...orders, fault]
    },
    take(service, action) {
      const taken = firstOfEachKind(orders.filter(order => isMeant(order.action, service, action)))
      orders = orders
        .map(order => (taken.includes(order) ? { ...order, times: order.times - 1 } : order))
        .filter(({ times }) => times > 0)
      return taken.map(({ effect }) => effect)
    },
    withdraw(withdrawn) {
      orders = orders.filter(({ action }) => !isSame(action, withdrawn))
      const isReleased = ({ service, action }: HeldCall) => isMeant(withdrawn, service, action)
      for (const call of heldCalls.filter(isReleased)) call.release()
      heldCalls = heldCalls.filter(call => !isReleased(call))
    },
    withdrawn(service, action) {
      return new Promise(release => {
        heldCalls = [...heldCalls, { service, action, release }]
      })
    },
    pending: () => orders,
  }
}

interface HeldCall {
  readonly service: string
  readonly action: string
  readonly release: () => void
}

/** Whether an order with that name applies to the call. */
export function isMeant(ordered: string, service: string, action: string): boolean {
  return isSame(ordered, `${service}:${action}`)
}

/** Whether two names are the same action, with or without the service. */
function isSame(one: string, other: string): boolean {
  const [name, service] = one.toLowerCase().split(':').toReversed()
  const [otherName, otherService = service] = other.toLowerCase().split(':').toReversed()
  return name === otherName && (service ?? otherService) === otherService
}

/** Two errors for one action apply to two successive calls. */
function firstOfEachKind(orders: readonly FaultOrder[]): readonly FaultOrder[] {
  return orders.filter(
    (order, index) => orders.findIndex(({ effect }) => effect.kind === order.effect.kind) === index,
  )
}
