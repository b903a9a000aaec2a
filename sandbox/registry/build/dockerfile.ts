import { applyInstruction, initialState } from './apply-instruction.ts'
import type { BaseImage, BuildFault, BuildPlan } from './build-plan.ts'
import { readInstructions } from './read-instructions.ts'

/** Reads a Dockerfile. All its faults are reported, not only the first. */
export function readDockerfile(
  text: string,
  base: BaseImage,
): { readonly plan: BuildPlan } | { readonly faults: readonly BuildFault[] } {
  const faults: BuildFault[] = []
  const instructions = readInstructions(text)
  if (!instructions.some(({ name }) => name === 'FROM')) {
    faults.push({ line: 1, message: 'FROM is missing', remedy: `Start with FROM ${base.images}.` })
  }
  let state = initialState(base)
  for (const instruction of instructions) {
    const outcome = applyInstruction(state, instruction, base)
    if ('message' in outcome) faults.push({ line: instruction.line, ...outcome })
    else state = outcome
  }
  return faults.length > 0 ? { faults } : { plan: state }
}
