import { createLogUpdate } from 'log-update'
import wrapAnsi from 'wrap-ansi'
import { leaving, type Stream, writeText } from './leave.ts'

/** A terminal with animated lines at its end. */
export interface Screen {
  readonly columns: number
  /** Adds lines above the animated ones, which are to be drawn again. */
  write(text: string): void
  /** Replaces the animated lines; each is cut to the width. */
  draw(text: string): void
  /** Removes the animated lines. */
  clear(): void
  /** Removes the animated lines and restores the cursor. */
  close(): void
}

export function openScreen(stream: Stream & Pick<NodeJS.WriteStream, 'rows'>): Screen {
  const live = createLogUpdate(stream as NodeJS.WriteStream, { showCursor: false })
  return {
    get columns() {
      return stream.columns || 80
    },
    write(text) {
      live.clear()
      writeText(stream, `${text}\n`, stream.columns)
    },
    draw: text =>
      live(
        leaving(text)
          .split('\n')
          .map(line => firstRow(line, stream.columns || 80))
          .join('\n'),
      ),
    clear: () => live.clear(),
    close() {
      live.clear()
      live.done()
    },
  }
}

/** A second row could begin with anything. */
function firstRow(line: string, columns: number): string {
  return wrapAnsi(line, columns - 1, { hard: true, trim: false, wordWrap: false }).split('\n')[0] ?? ''
}
