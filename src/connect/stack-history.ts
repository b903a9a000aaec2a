import type { StackDescription } from '../aws/stack.ts'
import type { Emit } from '../events/events.ts'
import type { DeployHistory } from '../stacks/deploy/request.ts'
import { rememberStack } from '../state/stack-history.ts'
import type { Aws } from './aws.ts'
import { findState } from './state.ts'

/** States in which a stack runs what CloudFormation shows. */
const settled = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/

/** Keeps what a stack runs before and after each deploy in the state, if there is one. */
export function stackHistory(aws: Aws, emit: Emit): DeployHistory {
  async function keep(stack: StackDescription | null, runId: string): Promise<void> {
    if (stack === null || !settled.test(stack.status)) return
    try {
      const state = await findState(aws)
      if (state === undefined) return
      const template = await (await aws.clients.cloudFormation()).template(stack.stackId)
      const { name: by } = await aws.caller()
      await rememberStack({ ...stack, template }, { by, runId }, state)
    } catch (error) {
      const text = `cannot record what ${stack.stackName} runs, so "rollback" may not find it: ${(error as Error).message}`
      emit({ type: 'notice', text })
    }
  }
  return { before: keep, after: keep }
}
