import type { Ec2 } from '../aws/ec2.ts'
import type { Image } from '../aws/image.ts'
import type { ImageSettings, Volume } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { BakePlan } from './plan.ts'

/** Reads the AMI from EC2: Packer's exit status is no proof of its properties. */
export async function fetchResult(imageId: string, ec2: Ec2): Promise<Image> {
  const image = await ec2.image(imageId)
  if (image !== undefined) return image
  throw new ToolError('RESULT_WRONG', `${imageId} is in the manifest, but not in EC2`, {
    hint: 'Search for it in the EC2 console by the tag packer-ecs:run. If it does not exist, bake again.',
  })
}

/**
 * Compares the AMI with the plan.
 *
 * @throws ToolError RESULT_WRONG with every difference; the AMI then does not get the tag value `complete`
 */
export function assertAsPlanned(image: Image, settings: ImageSettings, plan: BakePlan): void {
  const differences = [
    ...expectEqual('state', image.state, 'available'),
    ...expectEqual('name', image.name, plan.amiName),
    ...expectEqual('architecture', image.architecture, settings.architecture),
    ...expectEqual('IMDS support', image.imdsSupport, 'v2.0'),
    ...[settings.rootVolume, ...(settings.dataVolume === null ? [] : [settings.dataVolume])].flatMap(volume =>
      volumeDifferences(image, volume),
    ),
    ...Object.entries(plan.tags).flatMap(([key, value]) => expectEqual(`tag ${key}`, image.tags[key], value)),
  ]
  if (differences.length === 0) return
  throw new ToolError('RESULT_WRONG', `${image.imageId} differs from the plan`, {
    details: differences,
    why: 'It does not get the tag packer-ecs:state=complete, so a deploy will not use it.',
    hint: "See the run's packer.log. If you use your own template, check that it sets everything that packer/image.pkr.hcl.hbs sets.",
  })
}

function volumeDifferences(image: Image, wanted: Volume): string[] {
  const found = image.volumes.find(({ deviceName }) => deviceName === wanted.device)
  if (found === undefined) return [`volume ${wanted.device}: expected ${wanted.size} GiB, not found`]
  return [
    ...expectEqual(`volume ${wanted.device}, GiB`, found.size, wanted.size),
    ...expectEqual(`volume ${wanted.device}, type`, found.type, wanted.type),
    ...(wanted.encrypted ? expectEqual(`volume ${wanted.device}, encrypted`, found.encrypted, true) : []),
  ]
}

function expectEqual<Value>(what: string, found: Value, expected: Value): string[] {
  return found === expected ? [] : [`${what}: expected ${expected}, found ${found || 'nothing'}`]
}
