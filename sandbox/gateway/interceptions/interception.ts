import type { ApiAnswer } from '../api-answer.ts'
import type { ApiRequest } from '../api-request.ts'

/** A call that the gateway answers itself; undefined passes it through after all. */
export type Interception = (request: ApiRequest, world: SandboxWorld) => Promise<ApiAnswer | undefined>

/** What interceptions may ask. */
export interface SandboxWorld {
  /** The console of the instance's machine; undefined when there is no such machine. */
  consoleOutput(instanceId: string): Promise<{ readonly text: string; readonly time: Date } | undefined>
}
