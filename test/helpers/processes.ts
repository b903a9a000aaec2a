import type { Processes } from '#src/ports/ports.ts'

/** A machine named `here`, with these processes: id → start mark. */
export function machine(
  marks: Readonly<Record<number, string>>,
  replaced: Partial<Processes> = {},
): Processes {
  return {
    host: 'here',
    self: async () => ({ host: 'here', processId: 10, startMark: marks[10] ?? '' }),
    startMark: async processId => marks[processId],
    membersOf: async () => [],
    workingFolder: async () => undefined,
    signalGroup: () => {},
    ...replaced,
  }
}
