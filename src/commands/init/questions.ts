import { type StarterStack, starterStacks } from '../../config/starter-stacks.ts'

/** Asks for each starter stack whether the project gets it; returns those that were accepted. */
export async function chooseStarterStacks(
  confirm: (question: string) => Promise<boolean>,
): Promise<StarterStack[]> {
  const chosen: StarterStack[] = []
  for (const stack of starterStacks) if (await confirm(stack.question)) chosen.push(stack)
  return chosen
}
