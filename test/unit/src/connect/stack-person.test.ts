import { afterEach, describe, expect, test, vi } from 'vitest'
import { type CaughtPerson, stackPerson } from '#src/connect/stack-person.ts'
import { InterruptedError } from '#src/errors/interrupted.ts'
import type { ToolEvent } from '#src/events/events.ts'
import type { Output } from '#src/host/output.ts'
import type { Choice, Person } from '#src/host/person.ts'

const caught: CaughtPerson[] = []
afterEach(() => {
  for (const one of caught.splice(0)) one.release()
  vi.restoreAllMocks()
})

/** A person who answers each question in this way. */
function person({ canAnswer = true, yes = false, answer = async (): Promise<unknown> => true } = {}) {
  const events: ToolEvent[] = []
  const questions: string[] = []
  const choices: unknown[] = []
  const confirm = (question: string) => {
    questions.push(question)
    return answer()
  }
  const choose = (question: string, offered: readonly Choice<unknown>[]) => {
    choices.push(...offered.map(({ value }) => value))
    return confirm(question)
  }
  const output = {
    emit: (event: ToolEvent) => events.push(event),
    still: (ask: () => Promise<unknown>) => ask(),
  } as unknown as Output
  const asked = stackPerson({ canAnswer, confirm, choose } as unknown as Person, output, yes)
  caught.push(asked)
  return { asked, events, questions, choices }
}

describe('a plan', () => {
  test('is agreed to by the person', async () => {
    const { asked, questions } = person({ answer: async () => false })
    expect(await asked.agrees('Update fleet?')).toBe(false)
    expect(questions).toEqual(['Update fleet?'])
  })

  test('is agreed to in advance with --yes, which is shown', async () => {
    const { asked, questions, events } = person({ yes: true, answer: async () => false })
    expect(await asked.agrees('Update fleet?')).toBe(true)
    expect(questions).toEqual([])
    expect(events).toEqual([{ type: 'notice', text: 'Update fleet? yes (--yes)' }])
  })
})

describe('what --yes does not cover', () => {
  test('is asked even with --yes', async () => {
    expect(await person({ yes: true, answer: async () => false }).asked.agreesInPerson('Delete it?')).toBe(
      false,
    )
    expect(await person({ yes: true }).asked.agreesInPerson('Delete it?')).toBe(true)
  })

  test('is declined without a terminal', async () => {
    const { asked, questions } = person({ canAnswer: false, yes: true })
    expect(await asked.agreesInPerson('Delete it?')).toBe(false)
    expect(questions).toEqual([])
  })
})

describe('an offer', () => {
  test('is accepted or declined by the person', async () => {
    expect(await person().asked.accepts('Save it?')).toBe(true)
    expect(await person({ answer: async () => false }).asked.accepts('Save it?')).toBe(false)
  })

  test.each([{ canAnswer: false }, { yes: true }])('is not made with %j', async given => {
    const { asked, questions } = person(given)
    expect(await asked.accepts('Save it?')).toBe(false)
    expect(questions).toEqual([])
  })
})

describe('Ctrl-C', () => {
  const stop = { stackName: 'fleet', canCancel: true }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is noticed as %s', signal => {
    const { asked } = person()
    expect(asked.interrupted().aborted).toBe(false)
    process.emit(signal)
    expect(asked.interrupted().aborted).toBe(true)
  })

  test('leaves the operation alone where nobody can be asked', async () => {
    const { asked, questions } = person({ canAnswer: false })
    expect(await asked.asksToStop(stop)).toBe('leave')
    expect(questions).toEqual([])
  })

  test('offers to cancel only what can be cancelled', async () => {
    const update = person({ answer: async () => 'go-on' })
    expect(await update.asked.asksToStop(stop)).toBe('go-on')
    expect(update.choices).toEqual(['leave', 'cancel', 'go-on'])
    const creation = person({ answer: async () => 'go-on' })
    await creation.asked.asksToStop({ ...stop, canCancel: false })
    expect(creation.choices).toEqual(['leave', 'go-on'])
  })

  test('counts again after an answer', async () => {
    const { asked } = person({ answer: async () => 'go-on' })
    process.emit('SIGINT')
    await asked.asksToStop(stop)
    expect(asked.interrupted().aborted).toBe(false)
  })

  test('at the question leaves the operation alone; another error does not', async () => {
    const interrupted = person({ answer: () => Promise.reject(new InterruptedError('stopped')) })
    expect(await interrupted.asked.asksToStop(stop)).toBe('leave')
    const broken = person({ answer: () => Promise.reject(new Error('broken')) })
    await expect(broken.asked.asksToStop(stop)).rejects.toThrow('broken')
  })

  test('about an operation that cannot succeed, a user is asked; with --yes and without a terminal nobody is', async () => {
    const asked = person({ answer: async () => 'delete' })
    expect(await asked.asked.decides('It cannot succeed.', { ...stop, canDelete: true })).toBe('delete')
    expect(asked.choices).toEqual(['leave', 'cancel', 'delete', 'go-on'])
    expect(await person({ canAnswer: false }).asked.decides('It cannot succeed.', stop)).toBeNull()
  })

  test('twice ends the process, and the first one does not', () => {
    const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never)
    person()
    process.emit('SIGINT')
    expect(exit).not.toHaveBeenCalled()
    process.emit('SIGINT')
    expect(exit).toHaveBeenCalledWith(130)
  })

  test('has its default meaning after the release', () => {
    const before = process.listenerCount('SIGINT')
    const { asked } = person()
    asked.release()
    expect(process.listenerCount('SIGINT')).toBe(before)
  })
})
