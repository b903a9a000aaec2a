import type { Service, ServiceEvent } from '../../aws/ecs-service.ts'
import type { StacksContext } from '../context.ts'
import { addSymptom, countsOf, type Followed, failedCount } from './follow.ts'
import type { Symptom } from './symptom.ts'

/** Reports what is new about followed services: each count, event and cause once. */
export interface ServiceReports {
  counts(followed: Followed): void
  /** In order; returns those that were not reported before. */
  events(followed: Followed, service: Service): readonly ServiceEvent[]
  failing(followed: Followed, symptom: Symptom): void
  /** The watch of the stack continues: a denied call only hides details. Only the first is reported. */
  unreadable(error: unknown): void
}

export function createServiceReports({ clock, emit }: Pick<StacksContext, 'clock' | 'emit'>): ServiceReports {
  const shown = new Map<string, string>()
  let isBroken = false
  return {
    counts(followed) {
      const counts = { ...countsOf(followed), failed: failedCount(followed) }
      const text = JSON.stringify(counts)
      if (shown.get(followed.arn) === text) return
      shown.set(followed.arn, text)
      emit({ type: 'service-moved', time: clock.now().toISOString(), ...counts })
    },

    events(followed, { events, name }) {
      const found = events
        .filter(({ id, time }) => time >= followed.since && !followed.events.has(id))
        .toReversed()
      for (const { id, time, message } of found) {
        followed.events.add(id)
        emit({ type: 'service-reported', time: time.toISOString(), service: name, message })
      }
      return found
    },

    failing(followed, symptom) {
      const cause = addSymptom(followed, symptom)
      if (cause === null) return
      const { code, summary, hint } = cause
      const time = symptom.time.toISOString()
      emit({ type: 'service-failing', time, service: followed.name, code, summary, hint })
    },

    unreadable(error) {
      if (!isBroken) emit({ type: 'notice', text: `cannot read the services: ${(error as Error).message}` })
      isBroken = true
    },
  }
}
