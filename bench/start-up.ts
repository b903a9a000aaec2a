import { fileURLToPath } from 'node:url'
import { medians, time } from './measure.ts'
import { type Row, ratioRow } from './row.ts'

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** Start-up of the installed command against an empty Node.js. */
export function startUp(runs: number): Row[] {
  const node =
    (...argv: string[]) =>
    () =>
      time({ file: process.execPath, argv })
  const [empty = 0, version = 0, help = 0] = medians(
    runs,
    node('-e', '0'),
    node(program, '--version'),
    node(program, '--help'),
  )
  return [
    ratioRow('--version', version, 'node -e 0', empty, 1.3),
    ratioRow('--help', help, 'node -e 0', empty, 1.8),
  ]
}
