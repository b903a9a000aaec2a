import { type StarterStack, starterStacks } from '../../config/starter-stacks.ts'

/** Asks for each stack that is offered whether the project gets it; returns those that were accepted. */
export async function chooseStarterStacks(
  confirm: (question: string) => Promise<boolean>,
  offered: readonly StarterStack[] = starterStacks,
): Promise<StarterStack[]> {
  const chosen: StarterStack[] = []
  for (const stack of offered) if (await confirm(stack.question)) chosen.push(stack)
  return chosen
}
