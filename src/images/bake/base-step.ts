import { type ResolvedBase, resolveBase } from '../base.ts'
import type { ImagesContext } from '../context.ts'
import type { BakeRequest } from './request.ts'

/** Only looks. */
export async function findBase(
  { settings }: BakeRequest,
  { region, clients }: ImagesContext,
): Promise<ResolvedBase> {
  return resolveBase(settings.base, settings.architecture, {
    ec2: await clients.ec2(region),
    ssm: await clients.ssm(),
  })
}
