import type { BakeRecord } from '../../runs/record.ts'

/** Identifies the resources of a run in addition to their tags: not all of them can be tagged on creation. */
export interface RunClue {
  /** Also part of every AMI name. */
  readonly runId: string
  readonly keyPairNames: readonly string[]
  readonly securityGroupNames: readonly string[]
  readonly instanceIds: readonly string[]
  readonly imageIds: readonly string[]
  /** Packer's temporary instance profiles and roles for Session Manager. */
  readonly profileNames: readonly string[]
}

/** Passed to Packer, so that the name is known before the key pair exists, and on every machine. */
export function keyPairName(runId: string): string {
  return `packer-ecs-${runId}`
}

export function clueOf(runId: string, record?: Pick<BakeRecord, 'created'>): RunClue {
  const created = (kind: string) =>
    (record?.created ?? []).filter(resource => resource.kind === kind).map(({ id }) => id)
  return {
    runId,
    keyPairNames: [keyPairName(runId), ...created('key-pair')],
    securityGroupNames: created('security-group'),
    instanceIds: created('instance'),
    imageIds: created('image'),
    profileNames: created('instance-profile'),
  }
}
