import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import headless from '@xterm/headless'
import { toSvg } from './svg.ts'

/**
 * `npm run picture`: docs/picture/bake.svg, the last screen of a real `bake --sandbox --force` on a terminal. Run it
 * twice on a new machine: the time that is left is known from the second bake on.
 */
const columns = 112
const rows = 12

const command = `stty cols ${columns} rows ${rows}; exec node dist/main.js bake --sandbox --yes --force`
const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true })
const bake = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
  env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: undefined },
  stdio: ['ignore', 'pipe', 'inherit'],
})
let midway: string | undefined
bake.stdout.on('data', (data: Buffer) => {
  terminal.write(data, () => {
    const svg = toSvg(terminal.buffer.active, columns)
    if (midway === undefined && svg.includes('first-run.sh')) midway = svg
  })
})
bake.on('close', status => {
  if (status !== 0 || midway === undefined)
    throw new Error(`the bake ended with ${status}; no picture was made`)
  writeFileSync(new URL('midway.svg', import.meta.url), midway)
  terminal.write('', () =>
    writeFileSync(new URL('bake.svg', import.meta.url), toSvg(terminal.buffer.active, columns)),
  )
})
