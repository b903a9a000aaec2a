import type { Documents } from '../documents.ts'

/** A fault for the next calls of one action. `times`: how many calls it still affects. */
export type FaultOrder = Extract<Documents['fault'], { readonly effect: unknown }>
export type FaultEffect = FaultOrder['effect']

export interface FaultPlan {
  order(fault: FaultOrder): void
  /** The effects that befall this call, in the order in which they were ordered; each is used up once. */
  take(service: string, action: string): readonly FaultEffect[]
  /** Takes back what is ordered for the action, and lets go which calls it holds. */
  withdraw(action: string): void
  /** Resolves when what holds this call is taken back. */
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
      const isLetGo = ({ service, action }: HeldCall) => isMeant(withdrawn, service, action)
      for (const call of heldCalls.filter(isLetGo)) call.letGo()
      heldCalls = heldCalls.filter(call => !isLetGo(call))
    },
    withdrawn(service, action) {
      return new Promise(letGo => {
        heldCalls = [...heldCalls, { service, action, letGo }]
      })
    },
    pending: () => orders,
  }
}

interface HeldCall {
  readonly service: string
  readonly action: string
  readonly letGo: () => void
}

/** Does an order by that name mean this call? */
export function isMeant(ordered: string, service: string, action: string): boolean {
  return isSame(ordered, `${service}:${action}`)
}

/** One action, named with its service or without. */
function isSame(one: string, other: string): boolean {
  const [name, service] = one.toLowerCase().split(':').toReversed()
  const [otherName, otherService = service] = other.toLowerCase().split(':').toReversed()
  return name === otherName && (service ?? otherService) === otherService
}

/** Two errors ordered for one action befall two calls, one after the other. */
function firstOfEachKind(orders: readonly FaultOrder[]): readonly FaultOrder[] {
  return orders.filter(
    (order, index) => orders.findIndex(({ effect }) => effect.kind === order.effect.kind) === index,
  )
}
