import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedVariable } from './helpers/sample.ts'
import { runLabeled, runTier } from './run-tier.ts'
import { summarize } from './summary.ts'
import type { TierReport } from './tier-report.ts'

/**
 * `npm test`: runs every tier that can run here and ends with one line that counts. A tier that cannot run says why;
 * in CI (CI=true) that is a failure. `--long` adds the tier that takes minutes.
 */
const folder = mkdtempSync(join(tmpdir(), 'packer-ecs-test-'))
const inCi = process.env.CI === 'true'
const withLong = process.argv.includes('--long')
process.env[seedVariable] ??= String(Date.now() % 100_000)

/**
 * Lanes run at the same time, the tiers of a lane one after another. One lane on machines keeps one of two cores busy;
 * these two take about as long as each other.
 */
const lanes = [['e2e'], ['integration', ...(withLong ? ['long'] : [])]]

const [unit, obstacle] = await Promise.all([runTier('unit', folder), prepareMachine()])
const others =
  obstacle === undefined
    ? (await Promise.all(lanes.map(runLane))).flat()
    : lanes.flat().map(tier => leftOut(tier, obstacle))
const { lines, failed } = summarize([unit, ...others], inCi)
printPacker()
if (withLong) console.log(`Seed of the long tier: ${process.env[seedVariable]}`)
for (const line of lines) console.log(line)
rmSync(folder, { recursive: true, force: true })
process.exitCode = failed ? 1 : 0

async function runLane(tiers: readonly string[]): Promise<TierReport[]> {
  const reports: TierReport[] = []
  for (const tier of tiers) reports.push(await runTier(tier, folder))
  return reports
}

/** Installs what the sandbox needs. The result is the reason why the sandbox cannot run here. */
async function prepareMachine(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `the sandbox needs Linux; this is ${process.platform}`
  if (process.getuid?.() !== 0) return 'the sandbox needs root; this is an ordinary user'
  const state = join(folder, 'prepare')
  for (const command of [['start', '--yes'], ['stop']]) {
    const argv = ['sandbox/main.ts', ...command, '--state-folder', state]
    const status = await runLabeled('sandbox', process.execPath, argv)
    if (status !== 0) return `"sandbox ${command[0]}" failed; its output is above`
  }
  return undefined
}

function leftOut(tier: string, reason: string): TierReport {
  const troubles = [`${tier} tests did not run: ${reason}.`]
  const counts = inCi ? { failed: 1, skipped: 0 } : { failed: 0, skipped: 1 }
  return { tier, seconds: 0, passed: 0, ...counts, secondTries: 0, troubles, tests: [] }
}

function printPacker(): void {
  const { stdout } = spawnSync('packer', ['version'], { encoding: 'utf8' })
  console.log(`\nPacker: ${stdout?.trim().split('\n')[0] || 'none'}`)
}
