import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import headless from '@xterm/headless'
import { toSvg } from './svg.ts'

/**
 * `npm run picture`: the terminal output of a real bake and a rolling update in the sandbox, as SVG. Run it twice on a
 * new machine: the remaining time is known only from the second run on.
 */
const columns = 112

const bake = await film('bake --sandbox --yes --force', 12, 'first-run.sh')
save('midway.svg', bake.midway)
save('bake.svg', bake.end)
run('deploy', 'cluster', '--sandbox', '--yes')
run('bake', '--sandbox', '--yes', '--force')
const deploy = await film('deploy cluster --sandbox --yes', 40, 'Temporarily')
save('deploy.svg', deploy.end)

interface Film {
  /** The first screen that shows the sign. */
  readonly midway: string
  /** The last screen. */
  readonly end: string
}

function film(command: string, rows: number, sign: string): Promise<Film> {
  const line = `stty cols ${columns} rows ${rows}; exec node dist/main.js ${command}`
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true })
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let midway: string | undefined
  child.stdout.on('data', (data: Buffer) => {
    terminal.write(data, () => {
      const svg = toSvg(terminal.buffer.active, columns)
      if (midway === undefined && svg.includes(sign)) midway = svg
    })
  })
  return new Promise((resolve, reject) => {
    child.on('close', status => {
      terminal.write('', () => {
        if (status !== 0 || midway === undefined) reject(new Error(`${command} ended with ${status}`))
        else resolve({ midway, end: toSvg(terminal.buffer.active, columns) })
      })
    })
  })
}

function run(...argv: readonly string[]): void {
  const { status } = spawnSync(process.execPath, ['dist/main.js', ...argv], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}`)
}

function save(name: string, svg: string): void {
  writeFileSync(new URL(name, import.meta.url), svg)
}
