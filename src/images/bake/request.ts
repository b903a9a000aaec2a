import type { ImageSettings, Project } from '../../config/settings.ts'
import type { PackerBinary } from '../../packer/run.ts'
import type { BakeRecord } from '../../runs/record.ts'
import type { RecordKeeper } from '../../runs/record-keeper.ts'
import type { ResolvedBase } from '../base.ts'
import type { ImagesContext } from '../context.ts'
import type { BakedAmi } from '../document.ts'
import type { BakePlan } from '../plan.ts'
import type { RecordedInputs } from '../what-changed.ts'

/** One bake, as the user requests it, and its run. */
export interface BakeRequest {
  readonly project: Project
  readonly image: string
  readonly settings: ImageSettings
  readonly runId: string
  readonly runFolder: string
  readonly force: boolean
  readonly dryRun: boolean
  readonly keepOnFailure: boolean
  /** What an earlier run was made of; undefined when this machine has no record of it. */
  readonly recordOf: (runId: string) => RecordedInputs | undefined
  /** Anything that is about to be created is written here first. */
  readonly record: RecordKeeper<BakeRecord>
}

/** What every step of a bake receives. */
export interface BakeInput {
  readonly request: BakeRequest
  readonly context: ImagesContext
}

/** What a bake has found and created so far; null for what it has not reached. */
export interface BakeProgress {
  base: ResolvedBase | null
  plan: BakePlan | null
  packer: UsedPacker | null
  amis: readonly BakedAmi[]
  /** Packer succeeded: its AMIs are worth a look even if they are not what was requested. */
  built: boolean
}

export interface UsedPacker {
  readonly binary: PackerBinary
  /** Version of the Amazon plugin; null when it is part of Packer. */
  readonly plugin: string | null
  /** False in a dry run. */
  readonly isValidated: boolean
}
