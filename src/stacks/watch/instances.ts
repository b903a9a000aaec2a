import type { Ec2 } from '../../aws/ec2.ts'
import { amiWords, toDeployedAmi } from '../ami/deployed-ami.ts'

export interface NamedInstance {
  readonly instanceId: string
  /** Its AMI, e.g. `ecs 2023.0.20261022, ami-05fb4f257abd42992`; null if unknown. */
  readonly ami: string | null
}

/** Looks up the AMIs of instances, once for each instance and each AMI; never fails. */
export function createInstanceNames(
  ec2: () => Promise<Ec2>,
): (instanceIds: readonly string[]) => Promise<readonly NamedInstance[]> {
  const images = new Map<string, Promise<string>>()
  const names = new Map<string, string | null>()

  async function describe(imageId: string): Promise<string> {
    return amiWords(toDeployedAmi(imageId, await (await ec2()).image(imageId)))
  }

  async function lookUp(instanceIds: readonly string[]): Promise<void> {
    for (const { instanceId, imageId } of await (await ec2()).instances({ 'instance-id': instanceIds })) {
      const image = images.get(imageId) ?? describe(imageId)
      images.set(imageId, image)
      names.set(instanceId, await image)
    }
  }

  return async instanceIds => {
    const unknown = instanceIds.filter(instanceId => !names.has(instanceId))
    if (unknown.length > 0) await lookUp(unknown).catch(() => undefined)
    return instanceIds.map(instanceId => ({ instanceId, ami: names.get(instanceId) ?? null }))
  }
}
