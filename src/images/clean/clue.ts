import type { BakeRecord } from '../../runs/record.ts'

/** By what the things of a run are known, beside their tags: not everything can be tagged from its first moment. */
export interface RunClue {
  /** Also a part of every AMI's name. */
  readonly runId: string
  readonly keyPairNames: readonly string[]
  readonly securityGroupNames: readonly string[]
  readonly instanceIds: readonly string[]
  readonly imageIds: readonly string[]
  /** Of Packer's temporary instance profile and role for Session Manager. */
  readonly profileNames: readonly string[]
}

/** Given to Packer, so that the key pair of a run is known before it is made, and on every machine. */
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
