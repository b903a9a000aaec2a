/** The part of a command of the SDK that is used here; its type differs for every command. */
export interface DatedCommand {
  readonly middlewareStack: {
    add(
      middleware: (next: (request: object) => Promise<Answer>) => (request: object) => Promise<Answer>,
      options: { readonly step: 'deserialize'; readonly name: string },
    ): void
  }
}

interface Answer {
  readonly response: unknown
}

/**
 * Reads the time of the service from the response to a command, which the SDK does not return. Call the result after
 * the command has been sent.
 */
export function responseDate(command: DatedCommand): () => Date {
  let header: string | undefined
  command.middlewareStack.add(
    next => async request => {
      const answer = await next(request)
      header = (answer.response as { headers?: Readonly<Record<string, string>> }).headers?.date
      return answer
    },
    { step: 'deserialize', name: 'responseDate' },
  )
  return () => {
    const date = new Date(header ?? '')
    if (Number.isNaN(date.getTime())) throw new Error('the response has no date')
    return date
  }
}
