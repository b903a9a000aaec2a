import { type Check, failed, type Probe, passed } from '../probe.ts'

/** The volumes of the AMI are attached, and encrypted with the expected keys. */
export const volumes: Check = {
  name: 'volumes',
  needs: ['boot'],
  limitSeconds: 60,
  async run(probe) {
    const { context, found } = probe
    const attached = await (await context.clients.ec2(context.region)).attachedVolumes(found.instanceId)
    const expected = await expectations(probe)
    const wrong = expected.flatMap(({ device, encrypted, kmsKey }) => {
      const volume = attached.find(one => one.device === device)
      if (volume === undefined) return [`${device} is missing`]
      if (encrypted && !volume.encrypted) return [`${device} is not encrypted`]
      if (kmsKey !== null && volume.kmsKey !== kmsKey)
        return [`${device} is encrypted with ${volume.kmsKey ?? 'no key'}, not with ${kmsKey}`]
      return []
    })
    if (wrong.length > 0) return failed(wrong.join('; '))
    return passed(
      attached.map(({ device, encrypted }) => `${device}${encrypted ? ' encrypted' : ''}`).join(', '),
    )
  },
}

interface Expected {
  readonly device: string
  readonly encrypted: boolean
  /** ARN; null: any key. */
  readonly kmsKey: string | null
}

/** Of the AMI and of the launch, which overrides it. The configuration may have changed since the bake. */
async function expectations({ request, context }: Probe): Promise<Expected[]> {
  const { ami, launch } = request
  const ec2 = await context.clients.ec2(context.region)
  const devices = new Set([
    ...ami.volumes.map(({ deviceName }) => deviceName),
    ...launch.volumes.map(({ device }) => device),
  ])
  const removed = new Set(launch.volumes.filter(({ ebs }) => ebs === null).map(({ device }) => device))
  return Promise.all(
    [...devices]
      .filter(device => !removed.has(device))
      .map(async device => {
        const own = launch.volumes.find(volume => volume.device === device)?.ebs ?? {}
        const ofAmi = ami.volumes.find(({ deviceName }) => deviceName === device)
        const named = own.KmsKeyId === undefined ? undefined : String(own.KmsKeyId)
        const encrypted = own.Encrypted === true || ofAmi?.encrypted === true
        const [snapshotKey = null] =
          named === undefined && ofAmi?.encrypted ? await ec2.snapshotKeys([ofAmi.snapshotId]) : []
        return {
          device,
          encrypted,
          kmsKey: named === undefined ? snapshotKey : await arnOf(named, context),
        }
      }),
  )
}

async function arnOf(key: string, { clients }: Probe['context']): Promise<string> {
  return (await (await clients.kms()).key(key))?.arn ?? key
}
