import type { ToolEvent } from '../events/events.ts'

/** Shows events to a person. `image` is set when several images are baked at once. */
export interface Reporter {
  report(event: ToolEvent, image: string | undefined): void
  /** Prints a text between the steps, such as a plan. */
  print(text: string): void
  /** Stops redrawing during a question, until `resume`. */
  pause(): void
  resume(): void
  /** Stops the animation and restores the cursor. */
  close(): void
}
