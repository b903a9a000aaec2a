import type { ImagesContext } from '../context.ts'
import { bakedAmi } from '../document.ts'
import { bakeInterrupted } from '../interrupted.ts'
import { readRecipe } from '../recipe.ts'
import type { Steps } from '../steps.ts'
import { baseSummary, buildSummary, planSummary, resultSummary, templateSummary } from '../summaries.ts'
import { findBase } from './base-step.ts'
import { announceBuild, build } from './build-step.ts'
import { makePlan } from './plan-step.ts'
import type { BakeProgress, BakeRequest } from './request.ts'
import { finishAmis } from './result-step.ts'
import { commandLine, writeTemplate } from './template-step.ts'

/** The steps of a bake, in order; each is one line that a person sees. */
export async function bake(
  request: BakeRequest,
  context: ImagesContext,
  steps: Steps,
  progress: BakeProgress,
): Promise<'baked' | 'unchanged' | 'planned'> {
  const now = context.clock.now()

  const base = await steps.run(
    'base',
    () => findBase(request, context),
    found => baseSummary(found, now),
  )
  progress.base = base

  stopIfInterrupted(context)
  const recipe = await readRecipe(request.settings, { ...context, projectFolder: request.project.folder })
  const plan = await steps.run('plan', () => makePlan(request, context, base, recipe), planSummary)
  progress.plan = plan
  if (plan.decision.kind === 'unchanged' && !request.dryRun) {
    progress.amis = [bakedAmi(context.region, plan.decision.image)]
    return 'unchanged'
  }

  stopIfInterrupted(context)
  const packer = await steps.run(
    'template',
    () => writeTemplate(request, context, base, plan, recipe),
    templateSummary,
  )
  progress.packer = packer
  if (request.dryRun) {
    context.emit({ type: 'notice', text: commandLine(request, packer.binary) })
    return 'planned'
  }

  stopIfInterrupted(context)
  await announceBuild(request, plan, context.region)
  await steps.run('build', report => build(request, context, packer.binary, recipe, report), buildSummary)
  progress.built = true
  progress.amis = await steps.run('result', () => finishAmis(request, plan, context), resultSummary)
  return 'baked'
}

/** A step that is under way ends first; Packer is interrupted by its own signal. */
function stopIfInterrupted({ interrupted }: ImagesContext): void {
  if (interrupted.aborted) throw bakeInterrupted()
}
