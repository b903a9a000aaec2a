import { InterruptedError } from '../errors/interrupted.ts'

/**
 * What a person answers at the terminal.
 *
 * @throws InterruptedError for Ctrl-C, which the prompt reads as a key, and for a signal
 */
export async function answerTo<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError')
      throw new InterruptedError('interrupted at the question')
    throw error
  }
}
