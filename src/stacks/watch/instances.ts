import type { Ec2 } from '../../aws/ec2.ts'
import { type DeployedAmi, toDeployedAmi } from '../ami/deployed-ami.ts'

export interface NamedInstance {
  readonly instanceId: string
  /** What it runs, e.g. `ecs 2023.0.20261022`; null when that cannot be told. */
  readonly ami: string | null
}

/** Tells what instances run; asks once for each instance and each AMI, and never fails. */
export function createInstanceNames(
  ec2: () => Promise<Ec2>,
): (instanceIds: readonly string[]) => Promise<readonly NamedInstance[]> {
  const images = new Map<string, Promise<DeployedAmi>>()
  const names = new Map<string, string | null>()

  async function describe(imageId: string): Promise<DeployedAmi> {
    return toDeployedAmi(imageId, await (await ec2()).image(imageId))
  }

  async function learn(instanceIds: readonly string[]): Promise<void> {
    for (const { instanceId, imageId } of await (await ec2()).instances({ 'instance-id': instanceIds })) {
      const image = images.get(imageId) ?? describe(imageId)
      images.set(imageId, image)
      names.set(instanceId, amiName(await image))
    }
  }

  return async instanceIds => {
    const unknown = instanceIds.filter(instanceId => !names.has(instanceId))
    if (unknown.length > 0) await learn(unknown).catch(() => undefined)
    return instanceIds.map(instanceId => ({ instanceId, ami: names.get(instanceId) ?? null }))
  }
}

/** Image and release where they are known: `ecs 2023.0.20261022`. */
export function amiName({ imageId, image, release, name }: DeployedAmi): string {
  if (image === null) return name ?? imageId
  return release === null ? `${image} ${imageId}` : `${image} ${release}`
}
