import type { BakeRecord } from '../../runs/record.ts'
import type { BakeInputs } from '../bake-key.ts'

/** What is known about a run and its resources. A tag or a record alone does not prove that a resource is the run's. */
export interface RunClue {
  /** Also part of every AMI name. */
  readonly runId: string
  /** Digests of the run's inputs, its base AMI among them; empty when they are not known. */
  readonly inputs: BakeInputs
  readonly keyPairNames: readonly string[]
  readonly securityGroupNames: readonly string[]
  readonly instanceIds: readonly string[]
  readonly imageIds: readonly string[]
  /** Packer's temporary instance profiles and roles for Session Manager. */
  readonly profileNames: readonly string[]
  /** The build instance may have been launched from a temporary launch template; false if it is not known. */
  readonly spot: boolean
}

/** Passed to Packer, so that the name is known before the key pair exists, and on every machine. */
export function keyPairName(runId: string): string {
  return `packer-ecs-${runId}`
}

export function clueOf(
  runId: string,
  record?: Pick<BakeRecord, 'created'> & Partial<Pick<BakeRecord, 'inputs' | 'spot'>>,
): RunClue {
  const created = (kind: string) =>
    (record?.created ?? []).filter(resource => resource.kind === kind).map(({ id }) => id)
  return {
    runId,
    inputs: record?.inputs ?? {},
    keyPairNames: created('key-pair'),
    securityGroupNames: created('security-group'),
    instanceIds: created('instance'),
    imageIds: created('image'),
    profileNames: created('instance-profile'),
    spot: record?.spot ?? false,
  }
}
