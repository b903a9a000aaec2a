import { InterruptedError } from '../errors/interrupted.ts'
import { ToolError } from '../errors/tool-error.ts'
import { hanging, onOneLine } from '../reporters/foreign.ts'
import { leaving } from '../reporters/leave.ts'
import { isCi } from './ci.ts'

/** The only way to ask a question. */
export interface Person {
  /** False without a terminal, or with CI set: then every question is an error, and none defaults to yes. */
  readonly canAnswer: boolean
  /** @throws ToolError NOT_CONFIRMED; InterruptedError */
  confirm(question: string, byDefault?: boolean): Promise<boolean>
  /** @throws ToolError NO_TERMINAL; InterruptedError */
  choose<Value>(
    question: string,
    choices: readonly Choice<Value>[],
    byDefault?: NoInfer<Value>,
  ): Promise<Value>
  /**
   * @param problemOf what is wrong with an answer; undefined: nothing
   * @throws ToolError NO_TERMINAL; InterruptedError
   */
  text(question: string, byDefault: string, problemOf: ProblemOf): Promise<string>
  /** Typed without echo. @throws ToolError NO_TERMINAL; InterruptedError */
  code(question: string, problemOf: ProblemOf): Promise<string>
}

export interface Choice<Value> {
  readonly name: string
  readonly value: Value
}

export type ProblemOf = (answer: string) => string | undefined

/** Where questions are asked: the terminal of this process. */
export interface Terminal {
  readonly stdin: { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly env: { readonly CI?: string | undefined }
}

export function createPerson({ stdin, stderr, env }: Terminal = process): Person {
  const inCi = isCi(env)
  const canAnswer = Boolean(stdin.isTTY && stderr.isTTY) && !inCi
  const where = inCi ? 'CI is set' : 'this is not a terminal'
  const context = { output: stderr }
  const required = (): void => {
    if (!canAnswer) throw noTerminal(where)
  }
  return {
    canAnswer,
    async confirm(message, byDefault = false) {
      if (!canAnswer) throw notConfirmed(message, where)
      const { default: confirm } = await import('@inquirer/confirm')
      return answerTo(confirm({ message: shown(message), default: byDefault }, context))
    },
    async choose(message, choices, byDefault) {
      required()
      const { default: select } = await import('@inquirer/select')
      const named = choices.map(({ name, value }) => ({ name: shown(onOneLine(name)), value }))
      const preset = byDefault === undefined ? {} : { default: byDefault }
      return answerTo(select({ message: shown(message), choices: named, ...preset }, context))
    },
    async text(message, byDefault, problemOf) {
      required()
      const { default: input } = await import('@inquirer/input')
      const validate = (answer: string) => problemOf(answer) ?? true
      return answerTo(input({ message: shown(message), default: byDefault, validate }, context))
    },
    async code(message, problemOf) {
      required()
      const { default: password } = await import('@inquirer/password')
      const validate = (answer: string) => problemOf(answer.trim()) ?? true
      return (await answerTo(password({ message: shown(message), validate }, context))).trim()
    },
  }
}

/** A question may name what others chose: stacks, devices, AMIs. */
function shown(text: string): string {
  return leaving(hanging(text))
}

/** A prompt reads Ctrl-C as a key, and ends in the same way by a signal. */
async function answerTo<Answer>(prompt: Promise<Answer>): Promise<Answer> {
  try {
    return await prompt
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError')
      throw new InterruptedError('interrupted at the question')
    throw error
  }
}

function notConfirmed(question: string, where: string): ToolError {
  return new ToolError('NOT_CONFIRMED', `confirmation required, but ${where}: pass --yes`, {
    why: `The question is "${question}" Nothing was changed.`,
    hint: 'Pass --yes to confirm in advance, or --dry-run to see what would change.',
    exitStatus: 2,
  })
}

function noTerminal(where: string): ToolError {
  return new ToolError('NO_TERMINAL', `the command has questions, but ${where}`, {
    hint: 'Pass --yes to use the default answers.',
    exitStatus: 2,
  })
}
