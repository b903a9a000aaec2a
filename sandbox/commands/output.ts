import type { Documents } from '../documents.ts'

export function printDocument<Command extends keyof Documents>(document: Documents[Command]): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
}

export function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map(line => `${line}\n`).join(''))
}
