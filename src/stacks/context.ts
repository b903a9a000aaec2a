import type { Clients } from '../aws/clients.ts'
import type { RunContext } from '../runs/context.ts'
import type { StackPlan } from './plan/stack-plan.ts'

/** What a workflow on stacks receives; built in connect, replaced in tests. */
export interface StacksContext extends RunContext {
  readonly clients: Pick<
    Clients,
    'cloudFormation' | 'ec2' | 'autoScaling' | 'ecs' | 'ecr' | 'elb' | 'logs' | 'kms' | 's3'
  >
  readonly person: Person
}

/** The user at the terminal, if there is one. */
export interface Person {
  /**
   * Whether to continue with what `question` names.
   *
   * @throws ToolError NOT_CONFIRMED without a terminal and without --yes
   * @throws InterruptedError
   */
  agrees(question: string): Promise<boolean>
  /**
   * Whether to continue with what --yes does not cover; false without a terminal.
   *
   * @throws InterruptedError
   */
  agreesInPerson(question: string): Promise<boolean>
  /**
   * Whether the user accepts an offer; false without a terminal and with --yes.
   *
   * @throws InterruptedError
   */
  accepts(question: string): Promise<boolean>
  showPlan(plan: StackPlan): void
  /** Aborted by Ctrl-C; a new signal after each answer. */
  interrupted(): AbortSignal
  /** What Ctrl-C meant. `leave` after a second Ctrl-C and without a terminal. */
  asksToStop(choices: StopChoices): Promise<StopAnswer>
  /**
   * What to do about an operation that cannot succeed; `null` without a terminal and with --yes.
   *
   * @param why a sentence
   */
  decides(why: string, choices: StopChoices): Promise<StopAnswer | null>
}

/** `cancel`: the update; `delete`: the stack that is being created. */
export type StopAnswer = 'leave' | 'cancel' | 'delete' | 'go-on'

export interface StopChoices {
  readonly stackName: string
  /** Only an update can be cancelled. */
  readonly canCancel: boolean
  /** Only a stack that is being created. */
  readonly canDelete?: boolean
}
