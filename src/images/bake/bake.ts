import { stopIfInterrupted } from '../../runs/interruption.ts'
import type { Steps } from '../../runs/steps.ts'
import { bakedAmi } from '../document.ts'
import { readRecipe } from '../recipe.ts'
import { baseStep } from './base-step.ts'
import { buildStep } from './build-step.ts'
import { lookUp, planStep } from './plan-step.ts'
import type { BakeInput, BakeProgress } from './request.ts'
import { resultStep } from './result-step.ts'
import { commandLine, templateStep } from './template-step.ts'

/** In order; each is one line on the terminal. */
export const bakeSteps = [baseStep, planStep, templateStep, buildStep, resultStep]

export async function bake(
  input: BakeInput,
  steps: Steps,
  progress: BakeProgress,
): Promise<'baked' | 'unchanged' | 'planned'> {
  const { request, context } = input
  const stop = () => stopIfInterrupted('bake', context.interrupted)

  const found = lookUp(input)
  // The plan reports its error; until then an unhandled rejection would end the process.
  found.catch(() => undefined)
  const base = await steps.run(baseStep, input)
  progress.base = base

  stop()
  const recipe = await readRecipe(request.settings, { ...context, projectFolder: request.project.folder })
  const plan = await steps.run(planStep, { ...input, base, recipe, found })
  progress.plan = plan
  if (plan.decision.kind === 'unchanged' && !request.dryRun) {
    progress.amis = [bakedAmi(context.region, plan.decision.image)]
    return 'unchanged'
  }

  stop()
  const packer = await steps.run(templateStep, { ...input, base, plan, recipe })
  progress.packer = packer
  if (request.dryRun) {
    context.emit({ type: 'notice', text: commandLine(request, packer.binary) })
    return 'planned'
  }

  // Packer is interrupted by its own signal.
  stop()
  await steps.run(buildStep, { ...input, plan, packer: packer.binary, recipe })
  progress.built = true
  progress.amis = await steps.run(resultStep, { ...input, plan })
  return 'baked'
}
