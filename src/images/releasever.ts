import type { Ec2 } from '../aws/ec2.ts'
import type { Ssm } from '../aws/ssm.ts'
import type { ImageSettings } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'

/**
 * The Amazon Linux 2023 release that packages are updated to; null: none. `latest` is the release of the newest AMI
 * of Amazon Linux itself: AMI and repositories of a release come out together, and AWS tells it where the API does, so
 * that a machine that reaches nothing else can bake, too. Asked before the plan: a bake key holds what it was.
 *
 * @throws ToolError RELEASE_NOT_FOUND
 */
export async function resolveReleasever(
  { updates, architecture }: Pick<ImageSettings, 'updates' | 'architecture'>,
  { ec2, ssm }: { readonly ec2: Pick<Ec2, 'image'>; readonly ssm: Ssm },
): Promise<string | null> {
  if (updates.releasever !== 'latest') return updates.releasever
  const parameter = `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`
  const imageId = await ssm.parameter(parameter)
  const name = imageId === undefined ? undefined : (await ec2.image(imageId))?.name
  const [, release] = /^al2023-ami-(\d{4}\.\d+\.\d{8})\./.exec(name ?? '') ?? []
  if (release !== undefined) return release
  throw new ToolError(
    'RELEASE_NOT_FOUND',
    `the latest release of Amazon Linux 2023 could not be found: ${parameter} is ${name ?? imageId ?? 'not there'}`,
    {
      why: 'updates.releasever is "latest"; the plan has to say which release that is.',
      hint: 'Name the release: updates.releasever: "2023.9.20261020".',
    },
  )
}
