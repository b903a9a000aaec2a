import type { ToolEvent } from '../events/events.ts'
import { hanging, onOneLine } from './foreign.ts'

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

/** The reporter, but it gets events whose values need one line each; only the text of a notice may have several. */
export function withPlainValues(reporter: Reporter): Reporter {
  return { ...reporter, report: (event, image) => reporter.report(plain(event), onOneLine(image)) }
}

function plain(event: ToolEvent): ToolEvent {
  return event.type === 'notice' ? { ...event, text: hanging(event.text) } : onOneLine(event)
}
