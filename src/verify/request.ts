import type { LaunchVolume } from '../aws/ec2-verify.ts'
import type { Image } from '../aws/image.ts'
import type { Project } from '../config/settings.ts'
import type { VerifyRecord } from '../runs/record.ts'
import type { RecordKeeper } from '../runs/record-keeper.ts'
import type { VerifyContext } from './context.ts'
import type { InstanceFiles } from './user-data.ts'
import type { VerifyStack } from './verify-stack.ts'

/** How the instance is launched: like those of the stack that receives the AMI. */
export interface Launch {
  /** Name of that stack; null if there is none. */
  readonly like: string | null
  readonly vpcId: string
  readonly subnetIds: readonly string[]
  /** In the order in which they are tried; all of the architecture of the AMI. */
  readonly instanceTypes: readonly string[]
  /** All of them show their console minutes late, so that silence proves nothing. */
  readonly isXen: boolean
  /** Null: those of the AMI and of the account. */
  readonly metadataOptions: Readonly<Record<string, string | number>> | null
  readonly volumes: readonly LaunchVolume[]
  /** Further settings of the first run: `PROXY_URL`, `NO_PROXY`. */
  readonly proxy: Readonly<Record<string, string>>
  /** Null: as the subnet says. */
  readonly publicAddress: boolean | null
  /** What that stack sets but only CloudFormation knows, e.g. `KmsKeyId of /dev/xvda`. */
  readonly unknown: readonly string[]
}

export interface VerifyRequest {
  readonly project: Project
  /** Name of the image; null for an AMI that is of no image of the configuration. */
  readonly image: string | null
  readonly ami: Image
  readonly launch: Launch
  readonly stack: VerifyStack
  readonly files: InstanceFiles
}

/** A verification with its run. */
export interface Verifying extends VerifyRequest {
  readonly runId: string
  readonly record: RecordKeeper<VerifyRecord>
  readonly startedAt: Date
  /**
   * Call it before each change of the group and of the AMI.
   *
   * @throws ToolError STATE_LOCK_LOST
   */
  ensureHeld(): Promise<void>
}

export interface VerifyInput {
  readonly request: Verifying
  readonly context: VerifyContext
}
