import { type ResolvedBase, resolveBase } from '../base.ts'
import type { ImagesContext } from '../context.ts'
import type { BakeRequest } from './request.ts'

/** Only looks. */
export async function findBase(
  { settings }: BakeRequest,
  { region, ec2, ssm }: ImagesContext,
): Promise<ResolvedBase> {
  return resolveBase(settings.base, settings.architecture, { ec2: await ec2(region), ssm: await ssm() })
}
