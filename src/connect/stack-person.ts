import { InterruptedError } from '../errors/interrupted.ts'
import type { Output } from '../host/output.ts'
import type { Person } from '../host/person.ts'
import { clock } from '../host/system.ts'
import { planText } from '../reporters/plan-text.ts'
import type { Person as StackPerson, StopAnswer, StopChoices } from '../stacks/context.ts'

export interface CaughtPerson extends StackPerson {
  /** Gives signals their default meaning back. */
  release(): void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Asks while the display stands still, and catches Ctrl-C. With --yes, plans are agreed to in advance. */
export function stackPerson(person: Person, output: Output, yes: boolean): CaughtPerson {
  let interruption = new AbortController()
  const onSignal = () => {
    // A second Ctrl-C waits for nothing; CloudFormation continues by itself.
    if (interruption.signal.aborted) process.exit(130)
    interruption.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)

  return {
    async agrees(question) {
      if (!yes) return output.still(() => person.confirm(question))
      output.emit({ type: 'notice', text: `${question} yes (--yes)` })
      return true
    },

    agreesInPerson: async question => person.canAnswer && output.still(() => person.confirm(question)),

    accepts: async question => !yes && person.canAnswer && output.still(() => person.confirm(question, true)),

    showPlan: plan => output.print(paint => planText(plan, clock.now(), paint)),

    interrupted: () => interruption.signal,

    async asksToStop(choices) {
      if (!person.canAnswer) return 'leave'
      try {
        return await output.still(() => askToStop(person, choices))
      } catch (error) {
        if (error instanceof InterruptedError) return 'leave'
        throw error
      } finally {
        interruption = new AbortController()
      }
    },

    async decides(why, choices) {
      if (yes || !person.canAnswer) return null
      try {
        return await output.still(() => askToStop(person, choices, why))
      } catch (error) {
        if (error instanceof InterruptedError) return 'leave'
        throw error
      } finally {
        interruption = new AbortController()
      }
    },

    release() {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}

function askToStop(
  person: Person,
  { stackName, canCancel, canDelete }: StopChoices,
  why = 'CloudFormation continues the operation.',
): Promise<StopAnswer> {
  return person.choose<StopAnswer>(`${why} What do you want to do?`, [
    { name: `leave ${stackName} to CloudFormation and exit`, value: 'leave' as const },
    ...(canCancel ? [{ name: 'cancel the update and roll it back', value: 'cancel' as const }] : []),
    ...(canDelete ? [{ name: 'delete the new stack', value: 'delete' as const }] : []),
    { name: 'continue watching', value: 'go-on' as const },
  ])
}
