import type { ResolvedBase } from '../base.ts'
import type { ImagesContext } from '../context.ts'
import { assertNotBakedElsewhere, buildInstancesOf } from '../elsewhere.ts'
import { type BakePlan, planBake } from '../plan.ts'
import type { Recipe } from '../recipe.ts'
import { resolveReleasever } from '../releasever.ts'
import { assertShareable } from '../sharing.ts'
import { tagKeys } from '../tags.ts'
import type { BakeRequest } from './request.ts'

/** Only looks; what it decides is data. */
export async function makePlan(
  request: BakeRequest,
  context: ImagesContext,
  base: ResolvedBase,
  recipe: Recipe,
): Promise<BakePlan> {
  const ec2 = await context.clients.ec2(context.region)
  const now = context.clock.now()
  const [ownImages, buildInstances, commit, releasever] = await Promise.all([
    ec2.ownImages({ [tagKeys.image]: request.image }),
    request.dryRun ? [] : ec2.instances(buildInstancesOf(request.image)),
    context.commitOf(request.project.folder),
    resolveReleasever(request.settings, { ec2, ssm: await context.clients.ssm() }),
    assertShareable(request.settings, ec2),
  ])
  assertNotBakedElsewhere(request.image, buildInstances, {
    host: context.processes.host,
    isKnown: runId => request.inputsOf(runId) !== undefined,
    now,
  })
  return planBake({
    ...request,
    settings: { ...request.settings, updates: { releasever } },
    base,
    recipe,
    ownImages,
    commit,
    now,
    toolVersion: context.toolVersion,
  })
}
