import type { Tags } from '../../aws/image.ts'
import type { Step } from '../../runs/steps.ts'
import { asRecordedIfKnown } from '../as-recorded.ts'
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
  readonly found: ReturnType<typeof lookUp>
}

/** What the plan reads apart from the base AMI. Call it early: its calls then run at the same time as those for the base. */
export async function lookUp({ request, context }: BakeInput) {
  const ec2 = await context.clients.ec2(context.region)
  const isOurs = ({ tags }: { readonly tags: Tags }) => scopeOf(tags, request.project.name) !== 'other'
  const sound = async () => {
    const images = await ec2.ownImages({ [tagKeys.image]: request.image })
    const ignored = (text: string) => context.emit({ type: 'notice', text })
    const recorded = await asRecordedIfKnown(
      images.filter(isOurs),
      () => context.stateOf(context.region),
      ignored,
    )
    return withoutContradictions(recorded, ec2, ignored)
  }
  const [ownImages, buildInstances, commit, releasever] = await Promise.all([
    sound(),
    request.dryRun ? [] : ec2.instances(buildInstancesOf(request.image)),
    context.commitOf(request.project.folder),
    resolveReleasever(request.settings, { ec2, ssm: await context.clients.ssm() }),
    assertShareable(request.settings, ec2),
  ])
  return { ownImages, buildInstances: buildInstances.filter(isOurs), commit, releasever }
}

/** The decision itself is pure data. */
export const planStep = {
  name: 'plan',
  run: makePlan,
  summary: planSummary,
  undo: null,
} satisfies Step<PlanInput, BakePlan>

async function makePlan({ request, context, base, recipe, found }: PlanInput): Promise<BakePlan> {
  const now = context.clock.now()
  const { ownImages, buildInstances, commit, releasever } = await found
  assertNotBakedElsewhere(request.image, buildInstances, {
    host: context.processes.host,
    isKnown: runId => request.recordOf(runId) !== undefined,
    now,
  })
  return planBake({
    ...request,
    projectName: request.project.name,
    settings: { ...request.settings, updates: { releasever } },
    base,
    recipe,
    ownImages,
    commit,
    now,
    toolVersion: context.toolVersion,
  })
}
