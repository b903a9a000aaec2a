import type { StackDescription } from '../../aws/stack.ts'
import type { Step } from '../../runs/steps.ts'
import type { FoundAmi } from '../ami/find-amis.ts'
import { amiSummary, stackSummary } from './summaries.ts'

export interface StackInput {
  readonly stackName: string
  /** Null for a new stack. */
  readonly before: StackDescription | null
}

/** Shows the stack; `clearWay` has looked it up. */
export const stackStep = {
  name: 'stack',
  run: async ({ before }) => before,
  summary: (before, { stackName }) => stackSummary(stackName, before),
  undo: null,
} satisfies Step<StackInput, StackDescription | null>

/** Waits for the AMIs, whose lookup starts before the stack is looked up. */
export const amiStep = {
  name: 'ami',
  run: found => found,
  summary: amiSummary,
  undo: null,
} satisfies Step<Promise<readonly FoundAmi[]>, readonly FoundAmi[]>
