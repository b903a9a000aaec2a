import type { Symptom } from '#src/stacks/services/symptom.ts'

export function symptom(text: string, given: Partial<Symptom> = {}): Symptom {
  return {
    time: new Date('2026-11-21T12:00:10Z'),
    taskId: 'aaaa1111',
    text,
    exit: null,
    instanceId: null,
    healthCheck: null,
    log: [],
    ...given,
  }
}
