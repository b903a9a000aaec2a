import type { Ec2 } from '../../aws/ec2.ts'
import type { Kms } from '../../aws/kms.ts'
import { isGood } from '../../images/good.ts'
import type { ProjectName } from '../../images/scope.ts'
import { tagKeys } from '../../images/tags.ts'
import { contradictions } from '../../images/traits.ts'
import type { Evaluate } from '../template/evaluate.ts'
import type { Template } from '../template/template.ts'
import { checkAmi } from './check-ami.ts'
import { autoScalingRole, type KeyFacts } from './check-keys.ts'
import type { FoundAmi, Place } from './find-amis.ts'
import { instanceTypesOf, launchedVolumes } from './launched-as.ts'

export interface CheckRequest extends Place {
  readonly amis: readonly FoundAmi[]
  readonly template: Template
  /** With the new values of the parameters. */
  readonly evaluate: Evaluate
  readonly projectName: ProjectName
  readonly now: Date
  /** Whether this machine has the record of a run. */
  readonly isRunKnown: (runId: string) => Promise<boolean>
}

export interface AmiClients {
  readonly ec2: Ec2
  /** Loaded only for encrypted AMIs. */
  readonly kms: () => Promise<Kms>
}

/** Looks up the facts about every AMI and checks them with `checkAmi`; throws what it throws. */
export async function checkAmis(request: CheckRequest, clients: AmiClients): Promise<string[]> {
  const notices = await Promise.all(request.amis.map(ami => checkOne(ami, request, clients)))
  return notices.flat()
}

async function checkOne(
  ami: FoundAmi,
  { template, evaluate, region, accountId, projectName, now, isRunKnown }: CheckRequest,
  { ec2, kms }: AmiClients,
): Promise<string[]> {
  const types = instanceTypesOf(template, ami.parameter, evaluate)
  const launched = launchedVolumes(template, ami.parameter, evaluate)
  const ownKeys = [...new Set(launched.flatMap(({ kmsKey }) => kmsKey ?? []))]
  const { tags } = ami.found
  const [instanceTypes, keys, contradiction, isKnown] = await Promise.all([
    Promise.all(types.map(async name => ({ name, architectures: await ec2.architectures(name) }))),
    keyFacts(ami, ownKeys, accountId, ec2, kms),
    isGood(ami.found)
      ? contradictions([ami.found], ec2).then(found => found.get(ami.found.imageId))
      : undefined,
    isRunKnown(tags[tagKeys.run] ?? ''),
  ])
  return checkAmi({
    ami,
    contradiction,
    projectName,
    isRunKnown: isKnown,
    instanceTypes,
    launched,
    keys,
    region,
    accountId,
    now,
  })
}

async function keyFacts(
  { found }: FoundAmi,
  ofTemplate: readonly string[],
  accountId: string,
  ec2: Ec2,
  kms: AmiClients['kms'],
): Promise<KeyFacts[]> {
  const snapshots = found.volumes.filter(({ encrypted }) => encrypted).map(({ snapshotId }) => snapshotId)
  if (snapshots.length === 0 && ofTemplate.length === 0) return []
  const [ofAmi, client] = await Promise.all([
    snapshots.length === 0 ? [] : ec2.snapshotKeys(snapshots),
    kms(),
  ])
  return Promise.all(
    [...ofAmi, ...ofTemplate].map(async keyId => {
      const key = await client.key(keyId)
      if (key === undefined) return { arn: keyId, state: undefined, isUsable: undefined }
      const { arn, state, isAwsManaged } = key
      if (state !== 'Enabled') return { arn, state, isUsable: false }
      const isUsable = isAwsManaged || (await client.isGrantedTo(arn, autoScalingRole(arn, accountId)))
      return { arn, state, isUsable }
    }),
  )
}
