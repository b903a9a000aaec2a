import { jsonLine, withoutCommands } from './foreign.ts'
import { onlyPainted } from './paint.ts'
import { wrap } from './wrap.ts'

/** Where text leaves: standard output or standard error. */
export type Stream = Pick<NodeJS.WriteStream, 'write'> & { readonly columns?: number }

/**
 * Every text leaves through here (or through `openScreen`), so only colors of packer-ecs reach the terminal, and no
 * line is a command to a CI service, also if a renderer forgets it.
 *
 * @param columns breaks longer lines; undefined breaks none
 */
export function writeText(stream: Stream, text: string, columns?: number): void {
  stream.write(leaving(text, columns))
}

export function writeJson(stream: Stream, document: unknown): void {
  stream.write(jsonLine(document))
}

export function leaving(text: string, columns?: number): string {
  return withoutCommands(wrap(onlyPainted(text), columns))
}
