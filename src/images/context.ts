import type { Clients } from '../aws/clients.ts'
import type { BuildRequest } from '../packer/build.ts'
import type { BuildProgress } from '../packer/progress.ts'
import type { PackerBinary } from '../packer/run.ts'
import type { RunContext } from '../runs/context.ts'
import type { StateContext } from '../state/store.ts'
import type { TemplateInput } from '../templates/input.ts'

/** What a workflow on images receives; built in connect, replaced in tests. */
export interface ImagesContext extends RunContext {
  readonly clients: Pick<Clients, 'ec2' | 'iam' | 'kms' | 'ssm'>
  readonly packer: Packer
  /** The state of a region; undefined if it is not deployed there. */
  readonly stateOf: (region: string) => Promise<StateContext | undefined>
  /** Who may reach the build instance by ssh when the configuration does not set it. */
  readonly sshSource: () => Promise<TemplateInput['network']['sshSource']>
  /** Folder that holds packer/, scripts/ and files/. */
  readonly recipeFolder: string
  readonly toolVersion: string
  /** The commit that is checked out in a folder; null outside of git. */
  readonly commitOf: (folder: string) => Promise<string | null>
  /** Aborted by the first Ctrl-C. */
  readonly interrupted: AbortSignal
  /** Aborted by the second. */
  readonly killed: AbortSignal
}

/** Packer with its environment and credentials. */
export interface Packer {
  find(): Promise<PackerBinary>
  /** Installs plugins, validates; the result is the Amazon plugin's version, null where it is built in. */
  check(
    request: TemplateFiles & { readonly packer: PackerBinary; readonly brokenPlugins: readonly string[] },
  ): Promise<string | null>
  build(request: Omit<BuildRequest, 'environment' | 'fileSystem' | 'clock'>): AsyncIterable<BuildProgress>
}

export interface TemplateFiles {
  /** The run folder. */
  readonly folder: string
  /** Names within that folder. */
  readonly template: string
  readonly variablesFile: string
}
