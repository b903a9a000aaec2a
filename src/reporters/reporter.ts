import type { ToolEvent } from '../events/events.ts'

/** Shows events to a person. `image` is set where several are baked at once. */
export interface Reporter {
  report(event: ToolEvent, image: string | undefined): void
  /** Stops what moves; the cursor is free again. */
  close(): void
}
