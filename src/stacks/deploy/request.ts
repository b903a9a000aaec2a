import type { Image } from '../../aws/image.ts'
import type { StackDescription } from '../../aws/stack.ts'
import type { Project } from '../../config/settings.ts'
import type { DeployRecord } from '../../runs/record.ts'
import type { RecordKeeper } from '../../runs/record-keeper.ts'
import type { FoundAmi, StackChannel } from '../ami/find-amis.ts'
import type { ChosenStack } from '../choose.ts'
import type { GivenParameters } from '../parameters/given.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'
import type { Template } from '../template/template.ts'
import type { TemplateTree } from '../template/template-tree.ts'

/** One deploy, as the user requests it. */
export interface DeployRequest {
  readonly project: Project
  readonly chosen: ChosenStack
  /** `Key=Value` of each --parameter. */
  readonly flags: readonly string[]
  readonly ami: string | undefined
  /** Every AMI of the stack stays as it is. */
  readonly keepAmi: boolean
  readonly dryRun: boolean
  /** False: the deploy ends when the operation has started. */
  readonly wait: boolean
  readonly writeParameters: boolean
}

/** What a deploy reads from files. */
export interface DeployFiles {
  readonly template: Template
  /** The template with those of its nested stacks. */
  readonly tree: TemplateTree
  readonly given: GivenParameters
}

/** What a deploy works with. */
export interface DeployInputs extends DeployFiles {
  /** Null: the newest good AMIs are used. */
  readonly channel: StackChannel | null
  /** The AMIs with what their records add to their tags; undefined: the tags decide. */
  readonly recorded?: (images: readonly Image[]) => Promise<readonly Image[]>
  /** Undefined: nothing is kept for a rollback. */
  readonly history?: DeployHistory
}

/** What is kept of a stack beyond the run. A failure is reported by the implementation. */
export interface DeployHistory {
  /** Called when the user has agreed, before the change is made; null for a new stack. */
  before(stack: StackDescription | null, runId: string): Promise<void>
  /** Called when the operation has succeeded. */
  after(stack: StackDescription, runId: string): Promise<void>
}

/** A deploy with its run. */
export interface Deploying extends DeployRequest, DeployInputs {
  readonly runId: string
  readonly accountId: string
  /** Anything that is about to be created is written here first. */
  readonly record: RecordKeeper<DeployRecord>
}

/** A deploy that knows the stack and the AMIs. */
export interface Deciding extends Deploying {
  /** Null for a new stack. */
  readonly before: StackDescription | null
  readonly amis: readonly FoundAmi[]
}

/** A deploy that knows the value of every parameter. */
export interface Planning extends Deciding {
  readonly values: ParameterValues
}

/** A deploy whose change set was executed. */
export interface Ending extends Planning {
  readonly stackId: string
  /** How many resources the operation touches. */
  readonly resources: number
  /** Whether it may launch instances of an Auto Scaling group. */
  readonly launches: boolean
}
