import { InterruptedError } from '../errors/interrupted.ts'
import { ToolError } from '../errors/tool-error.ts'
import { planText } from '../reporters/plan-text.ts'
import type { Person } from '../stacks/context.ts'
import type { Output } from './output.ts'
import { answerTo } from './prompt.ts'
import { clock } from './system.ts'

export interface CaughtPerson extends Person {
  /** Signals mean again what they mean without us. */
  release(): void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Whoever started the command: asked on the terminal; with --yes agrees beforehand. */
export function createPerson(yes: boolean, output: Output): CaughtPerson {
  const isThere = Boolean(process.stdin.isTTY && process.stderr.isTTY)
  let interruption = new AbortController()
  const onSignal = () => {
    // Whoever asks twice waits for nothing; CloudFormation goes on by itself.
    if (interruption.signal.aborted) process.exit(130)
    interruption.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)

  return {
    async agrees(question) {
      if (yes) {
        output.emit({ type: 'notice', text: `${question} yes (--yes)` })
        return true
      }
      if (!isThere) throw notConfirmed(question)
      return output.still(() => answerTo(() => confirm(question)))
    },

    agreesInPerson: async question => isThere && output.still(() => answerTo(() => confirm(question))),

    showPlan: plan => output.print(paint => planText(plan, clock.now(), paint)),

    interrupted: () => interruption.signal,

    async asksToStop({ stackName, canCancel }) {
      if (!isThere) return 'leave'
      try {
        return await output.still(() => answerTo(() => choose(stackName, canCancel)))
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

async function confirm(message: string): Promise<boolean> {
  const { default: ask } = await import('@inquirer/confirm')
  return ask({ message, default: false }, { output: process.stderr })
}

async function choose(stackName: string, canCancel: boolean): Promise<'leave' | 'cancel' | 'go-on'> {
  const { default: select } = await import('@inquirer/select')
  const choices = [
    { name: `leave ${stackName} to CloudFormation, and end here`, value: 'leave' as const },
    ...(canCancel ? [{ name: 'cancel the update: it is rolled back', value: 'cancel' as const }] : []),
    { name: 'go on watching', value: 'go-on' as const },
  ]
  return select(
    { message: 'The operation goes on by itself. What now?', choices },
    { output: process.stderr },
  )
}

function notConfirmed(question: string): ToolError {
  return new ToolError('NOT_CONFIRMED', `nobody is there to answer: ${question}`, {
    why: 'This is no terminal, and --yes was not given. Nothing was changed.',
    hint: 'Pass --yes to agree beforehand, or --dry-run to see the plan only.',
    exitStatus: 2,
  })
}
