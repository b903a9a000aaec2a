import type { Ec2 } from '../aws/ec2.ts'
import type { Ssm } from '../aws/ssm.ts'
import type { ImageSettings } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'

/**
 * The Amazon Linux 2023 release that packages are updated to; null: no update. `latest` is the release of the newest
 * Amazon Linux AMI: AWS publishes AMI and repositories of a release together, and this way the machine only needs
 * access to the AWS API. Resolved before the plan, because the bake key contains the release.
 *
 * @throws ToolError RELEASE_NOT_FOUND
 */
export async function resolveReleasever(
  { updates, architecture }: Pick<ImageSettings, 'updates' | 'architecture'>,
  { ec2, ssm }: { readonly ec2: Pick<Ec2, 'image'>; readonly ssm: Pick<Ssm, 'parameter'> },
): Promise<string | null> {
  if (updates.releasever !== 'latest') return updates.releasever
  const parameter = `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`
  const imageId = await ssm.parameter(parameter)
  const name = imageId === undefined ? undefined : (await ec2.image(imageId))?.name
  const [, release] = /^al2023-ami-(\d{4}\.\d+\.\d{8})\./.exec(name ?? '') ?? []
  if (release !== undefined) return release
  throw new ToolError(
    'RELEASE_NOT_FOUND',
    `cannot find the latest release of Amazon Linux 2023: ${parameter} is ${name ?? imageId ?? 'missing'}`,
    {
      why: 'updates.releasever is "latest", and the plan needs the actual release.',
      hint: 'Set the release explicitly, e.g. updates.releasever: "2023.9.20261020".',
    },
  )
}
