import { createActuator, type Services } from '../cloudformation/actuator/actuator.ts'
import { createRemembered } from '../cloudformation/actuator/remembered.ts'
import { takenNames } from '../cloudformation/actuator/taken-names.ts'
import { createTemplateStore, objectBehind } from '../cloudformation/actuator/template-store.ts'
import { createWaitHandles, type WaitHandles } from '../cloudformation/actuator/wait-handles.ts'
import { createCloudFormationApi } from '../cloudformation/api/api.ts'
import { createDelegates } from '../cloudformation/api/delegates.ts'
import { createEngine } from '../cloudformation/engine/engine.ts'
import type { Clock } from '../gateway/clock.ts'
import type { MotoClient } from '../moto/client.ts'
import type { OwnKey } from '../sts/keys.ts'
import type { Sessions } from '../sts/sessions.ts'

export interface CloudFormationOptions {
  readonly own: OwnKey
  /** Sessions of services that act for callers. */
  readonly serviceSessions: Sessions
  readonly moto: MotoClient
  readonly clock: Clock
  /** Of the shape of a UUID. */
  readonly uniqueId: () => string
  /** The sandbox's endpoint. */
  readonly endpoint: string
  /** Resolves when the machines have caught up with moto's data the next time. */
  readonly nextPass: () => Promise<void>
  readonly services: Services
}

export interface CloudFormation {
  readonly answer: ReturnType<typeof createCloudFormationApi>
  readonly receiveSignal: WaitHandles['receive']
  /** Of a stack's resources of a type; undefined if there is no such stack. */
  readonly physicalIds: (stackName: string, type: string) => readonly string[] | undefined
}

/** CloudFormation, for the gateway. */
export function createCloudFormation(options: CloudFormationOptions): CloudFormation {
  const { own, serviceSessions, moto, clock, uniqueId, endpoint } = options
  const delegates = createDelegates(own, serviceSessions)
  const remembered = createRemembered({ accountId: own.accountId, uniqueId })
  const waitHandles = createWaitHandles({
    endpoint,
    clock,
    signal: (stackId, handle, signal) => engine.signalHandle(stackId, handle, signal),
  })
  const actuator = createActuator({ ...options, remembered, waitHandles, delegates })
  const engine = createEngine({
    actuator,
    clock,
    uniqueId,
    accountId: own.accountId,
    lookUp: (region, names) => moto.lookUp(region, names),
    taken: takenNames(moto, remembered),
    readTemplate: createTemplateStore(moto, endpoint),
  })
  return {
    answer: createCloudFormationApi({
      engine,
      delegates,
      objectBehind: url => objectBehind(url, endpoint),
    }),
    receiveSignal: waitHandles.receive,
    physicalIds: engine.physicalIds,
  }
}
