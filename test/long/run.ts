import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { fullVariable, seedVariable } from '../helpers/sample.ts'

/** `npm run test:long [-- --full] [-- --seed N] [-- FILE]`: a sample of the cases, or all of them. */
const { values, positionals } = parseArgs({
  options: { full: { type: 'boolean' }, seed: { type: 'string' } },
  allowPositionals: true,
})
const seed = values.seed ?? String(Date.now() % 100_000)
const { status } = spawnSync('vitest', ['run', '--project', 'long', ...positionals], {
  stdio: 'inherit',
  env: { ...process.env, [seedVariable]: seed, ...(values.full ? { [fullVariable]: '1' } : {}) },
})
process.exitCode = status ?? 1
