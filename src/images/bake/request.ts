import type { ImageSettings, Project } from '../../config/settings.ts'
import type { PackerBinary } from '../../packer/run.ts'
import type { RecordKeeper } from '../../runs/record-keeper.ts'
import type { BakeInputs } from '../bake-key.ts'
import type { ResolvedBase } from '../base.ts'
import type { BakedAmi } from '../document.ts'
import type { BakePlan } from '../plan.ts'

/** What one bake is asked for, with the run that it is. */
export interface BakeRequest {
  readonly project: Project
  readonly image: string
  readonly settings: ImageSettings
  readonly runId: string
  readonly runFolder: string
  readonly force: boolean
  readonly dryRun: boolean
  readonly keepOnFailure: boolean
  /** The inputs of a past run; undefined when this machine does not know them. */
  readonly inputsOf: (runId: string) => BakeInputs | undefined
  /** The run's record; what is about to be created is written there first. */
  readonly record: RecordKeeper
}

/** What a bake has found out and made so far; what it did not reach is null. */
export interface BakeProgress {
  base: ResolvedBase | null
  plan: BakePlan | null
  packer: UsedPacker | null
  amis: readonly BakedAmi[]
  /** Packer has ended well: what it made is now worth looking at, even when it is not what was asked for. */
  built: boolean
}

export interface UsedPacker {
  readonly binary: PackerBinary
  /** Version of the Amazon plugin; null where it is part of Packer. */
  readonly plugin: string | null
  /** A dry run leaves that to the next bake. */
  readonly isValidated: boolean
}
