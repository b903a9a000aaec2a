import type { ToolEvent } from '../events/events.ts'

/** Shows events to a person. `image` is set where several are baked at once. */
export interface Reporter {
  report(event: ToolEvent, image: string | undefined): void
  /** Text of its own, such as a plan, between the steps. */
  print(text: string): void
  /** Keeps still while a person is asked, until `resume`. */
  pause(): void
  resume(): void
  /** Stops what moves; the cursor is free again. */
  close(): void
}
