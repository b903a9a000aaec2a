import type { ToolError } from '../errors/tool-error.ts'
import type { Emit, ToolEvent } from '../events/events.ts'
import type { Leftover } from '../images/document.ts'
import type { Clock } from '../ports/ports.ts'
import { plainReporter } from '../reporters/plain.ts'
import { errorText, painter } from '../reporters/text.ts'

/** Where events go: the terminal or plain lines on standard error, and the events file. */
export interface Output {
  readonly emit: Emit
  /** The error, what was left behind, and where the log is. */
  showError(error: ToolError, leftovers?: readonly Leftover[], runFolder?: string | null): void
  close(): Promise<void>
}

export async function openOutput({
  version,
  clock,
  eventsPath,
}: {
  version: string
  clock: Clock
  eventsPath: string | undefined
}): Promise<Output> {
  const { stderr } = process
  const paint = painter(stderr)
  const terminal = stderr.isTTY
    ? (await import('../reporters/terminal.ts')).terminalReporter(stderr, clock, version, paint)
    : undefined
  const show = terminal?.report ?? plainReporter(text => stderr.write(text), clock)
  const file =
    eventsPath === undefined
      ? undefined
      : (await import('../reporters/events-file.ts')).eventsFile(eventsPath, clock)
  return {
    emit(event: ToolEvent) {
      show(event)
      file?.report(event)
    },
    showError(error, leftovers = [], runFolder = null) {
      terminal?.close()
      stderr.write(`\n${errorText(error, paint)}`)
      for (const { type, id, region } of leftovers)
        stderr.write(`  left behind: ${type} ${id} in ${region}\n`)
      if (runFolder !== null) stderr.write(`  run folder: ${runFolder}\n`)
    },
    async close() {
      terminal?.close()
      await file?.close()
    },
  }
}
