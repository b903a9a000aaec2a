import type { Tags } from '../../aws/image.ts'
import type { Step } from '../../runs/steps.ts'
import type { ResolvedBase } from '../base.ts'
import { assertNotBakedElsewhere, buildInstancesOf } from '../elsewhere.ts'
import { type BakePlan, planBake } from '../plan.ts'
import type { Recipe } from '../recipe.ts'
import { resolveReleasever } from '../releasever.ts'
import { scopeOf } from '../scope.ts'
import { assertShareable } from '../sharing.ts'
import { planSummary } from '../summaries.ts'
import { tagKeys } from '../tags.ts'
import { withoutContradictions } from '../traits.ts'
import type { BakeInput } from './request.ts'

export interface PlanInput extends BakeInput {
  readonly base: ResolvedBase
  readonly recipe: Recipe
}

/** Reads from AWS; the decision itself is pure data. */
export const planStep = {
  name: 'plan',
  run: makePlan,
  summary: planSummary,
  undo: null,
} satisfies Step<PlanInput, BakePlan>

async function makePlan({ request, context, base, recipe }: PlanInput): Promise<BakePlan> {
  const ec2 = await context.clients.ec2(context.region)
  const now = context.clock.now()
  const projectName = request.project.name
  const [found, buildInstances, commit, releasever] = await Promise.all([
    ec2.ownImages({ [tagKeys.image]: request.image }),
    request.dryRun ? [] : ec2.instances(buildInstancesOf(request.image)),
    context.commitOf(request.project.folder),
    resolveReleasever(request.settings, { ec2, ssm: await context.clients.ssm() }),
    assertShareable(request.settings, ec2),
  ])
  const isOurs = ({ tags }: { readonly tags: Tags }) => scopeOf(tags, projectName) !== 'other'
  assertNotBakedElsewhere(request.image, buildInstances.filter(isOurs), {
    host: context.processes.host,
    isKnown: runId => request.recordOf(runId) !== undefined,
    now,
  })
  const ignored = (text: string) => context.emit({ type: 'notice', text })
  const ownImages = await withoutContradictions(found.filter(isOurs), ec2, ignored)
  return planBake({
    ...request,
    projectName,
    settings: { ...request.settings, updates: { releasever } },
    base,
    recipe,
    ownImages,
    commit,
    now,
    toolVersion: context.toolVersion,
  })
}
