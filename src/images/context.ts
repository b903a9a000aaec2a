import type { Clients } from '../aws/clients.ts'
import type { CallerIdentity } from '../aws/sts.ts'
import type { Emit } from '../events/events.ts'
import type { BuildRequest } from '../packer/build.ts'
import type { BuildProgress } from '../packer/progress.ts'
import type { PackerBinary } from '../packer/run.ts'
import type { Clock, FileSystem, Processes, Random } from '../ports/ports.ts'
import type { TemplateInput } from '../templates/input.ts'

/** What a workflow on images is handed; built in connect, replaced in tests. */
export interface ImagesContext {
  readonly clock: Clock
  readonly random: Random
  readonly fileSystem: FileSystem
  readonly processes: Processes
  readonly emit: Emit
  readonly region: string
  readonly caller: () => Promise<CallerIdentity>
  readonly clients: Pick<Clients, 'ec2' | 'iam' | 'ssm'>
  readonly packer: Packer
  /** Who may reach the build instance by ssh when the configuration does not say. */
  readonly sshSource: () => Promise<TemplateInput['network']['sshSource']>
  /** Own address of the AWS API; null on AWS itself. */
  readonly endpoint: string | null
  /** Folder that holds packer/, scripts/ and files/. */
  readonly recipeFolder: string
  /** Folder of what this person's runs share, whatever the project. */
  readonly stateFolder: string
  readonly toolVersion: string
  /** Commit that a folder's git checkout is at; null outside git. */
  readonly commitOf: (folder: string) => Promise<string | null>
  /** Aborted by the first Ctrl-C. */
  readonly interrupted: AbortSignal
  /** Aborted by the second. */
  readonly killed: AbortSignal
}

/** Packer with its environment and credentials settled. */
export interface Packer {
  find(): Promise<PackerBinary>
  /** Installs plugins, validates; the result is the Amazon plugin's version, null where it is built in. */
  check(request: TemplateFiles & { readonly packer: PackerBinary }): Promise<string | null>
  build(request: Omit<BuildRequest, 'environment' | 'fileSystem' | 'clock'>): AsyncIterable<BuildProgress>
}

export interface TemplateFiles {
  /** The run's folder. */
  readonly folder: string
  /** Names within it. */
  readonly template: string
  readonly variablesFile: string
}
