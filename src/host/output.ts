import type { ToolError } from '../errors/tool-error.ts'
import type { Emit, ToolEvent } from '../events/events.ts'
import type { BakeDocument } from '../images/document.ts'
import type { Clock } from '../ports/ports.ts'
import { onOneLine } from '../reporters/foreign.ts'
import { writeText } from '../reporters/leave.ts'
import { type Paint, painter } from '../reporters/paint.ts'
import { plainReporter } from '../reporters/plain.ts'
import { type Reporter, withPlainValues } from '../reporters/reporter.ts'
import { errorText } from '../reporters/text.ts'
import { isCi } from './ci.ts'
import { debug } from './debug.ts'

/** Where events go: the terminal or plain lines on standard error, and the events file. */
export interface Output {
  /** An event that does not belong to a single image. */
  readonly emit: Emit
  emitFor(image: string): Emit
  /** Text between the steps, such as a plan; colored if the terminal supports it. */
  print(text: (paint: Paint) => string): void
  /** Asks a question while the display stands still. */
  still<Answer>(ask: () => Promise<Answer>): Promise<Answer>
  /** Shows the error, the leftover resources, and the folder of the log. */
  showError(error: ToolError, leftovers?: BakeDocument['leftovers'], runFolder?: string | null): void
  close(): Promise<void>
}

export interface OutputOptions {
  readonly version: string
  readonly clock: Clock
  readonly eventsPath: string | undefined
  /** Several images share the display. */
  readonly severalImages: boolean
  /** Errors only. */
  readonly quiet: boolean
}

/** @throws ToolError EVENTS_NOT_WRITABLE */
export async function openOutput(options: OutputOptions): Promise<Output> {
  const { clock, eventsPath, severalImages } = options
  const { stderr } = process
  const paint = painter(stderr)
  const reporter = withPlainValues(await createReporter(options, stderr, paint))
  const notice = (text: string) => reporter.report({ type: 'notice', text }, undefined)
  const file =
    eventsPath === undefined
      ? undefined
      : await (await import('../reporters/events-file.ts')).openEventsFile(eventsPath, clock, notice)
  let isBegun = false
  const emit = (event: ToolEvent, image: string | undefined) => {
    // An event that starts something prints its own empty line, or is shown later.
    isBegun ||= !options.quiet && !event.type.endsWith('-started')
    reporter.report(event, severalImages ? image : undefined)
    file?.report(event, image)
  }
  return {
    emit: event => emit(event, undefined),
    emitFor: image => event => emit(event, image),
    print: text => reporter.print(text(paint)),
    async still(ask) {
      reporter.pause()
      try {
        return await ask()
      } finally {
        reporter.resume()
      }
    },
    showError(error, leftovers = [], runFolder = null) {
      reporter.close()
      const write = (text: string) => writeText(stderr, text, stderr.columns)
      // Separates the error from the text above.
      if (isBegun) write('\n')
      write(errorText(error, paint))
      isBegun = true
      for (const { type, id, region } of onOneLine(leftovers))
        write(`  left behind: ${type} ${id} in ${region}\n`)
      if (runFolder !== null) write(`  run folder: ${onOneLine(runFolder)}\n`)
      if (error.cause instanceof Error) debug(error.cause.stack ?? error.cause.message)
    },
    async close() {
      reporter.close()
      await file?.close()
    },
  }
}

const silent: Reporter = {
  report: () => undefined,
  print: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
  close: () => undefined,
}

async function createReporter(
  { clock, version, severalImages, quiet }: OutputOptions,
  stderr: NodeJS.WriteStream,
  paint: Paint,
): Promise<Reporter> {
  if (quiet) return silent
  // A log of a CI service and a terminal without cursor movement get plain lines.
  if (!stderr.isTTY || isCi(process.env) || process.env.TERM === 'dumb')
    return plainReporter(text => writeText(stderr, text), clock, paint)
  const screen = (await import('../reporters/screen.ts')).openScreen(stderr)
  if (severalImages) {
    const { terminalImagesReporter } = await import('../reporters/terminal-images.ts')
    return terminalImagesReporter(screen, clock, paint)
  }
  const { terminalReporter } = await import('../reporters/terminal.ts')
  return terminalReporter(screen, clock, version, paint)
}
