import type { Clients } from '../aws/clients.ts'
import type { CallerIdentity } from '../aws/sts.ts'
import type { Emit } from '../events/events.ts'
import type { Clock, FileSystem, Processes, Random } from '../ports/ports.ts'
import type { StackPlan } from './plan/stack-plan.ts'

/** What a workflow on stacks is handed; built in connect, replaced in tests. */
export interface StacksContext {
  readonly clock: Clock
  readonly random: Random
  readonly fileSystem: FileSystem
  readonly processes: Processes
  readonly emit: Emit
  readonly region: string
  /** Own address of the AWS API; null on AWS itself. */
  readonly endpoint: string | null
  readonly caller: () => Promise<CallerIdentity>
  readonly clients: Pick<Clients, 'cloudFormation' | 'ec2' | 'autoScaling' | 'ecs' | 'kms'>
  readonly person: Person
}

/** Who sits before it, if anybody does. */
export interface Person {
  /**
   * Whether to go on with what `question` names.
   *
   * @throws ToolError NOT_CONFIRMED where nobody can be asked and --yes was not given
   * @throws InterruptedError
   */
  agrees(question: string): Promise<boolean>
  /**
   * Whether to go on with what --yes does not agree to; false where nobody can be asked.
   *
   * @throws InterruptedError
   */
  agreesInPerson(question: string): Promise<boolean>
  showPlan(plan: StackPlan): void
  /** Aborted by Ctrl-C; a new one after each time that it was answered. */
  interrupted(): AbortSignal
  /** What Ctrl-C meant. A second one, or nobody to ask, means `leave`. */
  asksToStop(choices: StopChoices): Promise<'leave' | 'cancel' | 'go-on'>
}

export interface StopChoices {
  readonly stackName: string
  /** Only an update can be cancelled. */
  readonly canCancel: boolean
}
