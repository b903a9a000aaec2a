import type { StackDescription } from '../../aws/stack.ts'
import { amiWords, toDeployedAmi } from '../ami/deployed-ami.ts'
import type { FoundAmi } from '../ami/find-amis.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import type { Watched } from '../watch/watch.ts'

export function stackSummary(stackName: string, stack: StackDescription | null): string {
  return stack === null ? `${stackName} does not exist yet` : `${stackName} is in ${stack.status}`
}

export function amiSummary(amis: readonly FoundAmi[]): string {
  if (amis.length === 0) return 'packer-ecs sets none: the stack has no entry under amis'
  return amis.map(({ found }) => amiWords(toDeployedAmi(found.imageId, found))).join('; ')
}

export function planSummary({ kind, changes }: StackPlan): string {
  if (kind === 'unchanged') return 'no changes'
  const what = changes.length === 1 ? '1 resource' : `${changes.length} resources`
  return kind === 'create' ? `a new stack of ${what}` : `${what} to change`
}

export function watchedSummary(stackName: string, { phase, status }: Watched): string {
  return phase === 'detached'
    ? `${stackName} continues without being watched`
    : `${stackName} is in ${status}`
}
