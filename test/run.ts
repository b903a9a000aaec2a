import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTierReport } from './tier-report.ts'

/**
 * `npm test`: every tier that can run here, then one line that counts. A tier that cannot run says why; in
 * CI (CI=true) that is a failure. `--long` adds what takes minutes: a kill at every stage of a bake.
 */
const folder = mkdtempSync(join(tmpdir(), 'packer-ecs-test-'))
const counts = { passed: 0, failed: 0, skipped: 0 }
const troubles: string[] = []

runTier('unit')
const obstacle = prepareMachine()
const tiers = ['integration', 'e2e', ...(process.argv.includes('--long') ? ['long'] : [])]
for (const tier of tiers) {
  if (obstacle === undefined) runTier(tier)
  else leaveOut(tier, obstacle)
}
printPackers()
for (const trouble of troubles) console.log(`\n${trouble}`)
rmSync(folder, { recursive: true, force: true })
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed === 0 ? 0 : 1

function runTier(tier: string): void {
  const file = join(folder, `${tier}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { status } = spawnSync('vitest', ['run', '--project', tier, ...reporters], { stdio: 'inherit' })
  const report = readTierReport(tier, file)
  counts.passed += report.passed
  counts.failed += status === 0 ? report.failed : Math.max(1, report.failed)
  counts.skipped += report.skipped
  troubles.push(...report.troubles)
}

/** Installs what the sandbox needs; the result says why it cannot run here. */
function prepareMachine(): string | undefined {
  if (process.platform !== 'linux') return `the sandbox needs Linux; this is ${process.platform}`
  if (process.getuid?.() !== 0) return 'the sandbox needs root; this is an ordinary user'
  console.log('\nPreparing the sandbox; what it installs is named below.')
  const state = join(folder, 'prepare')
  for (const command of [['start', '--yes'], ['stop']]) {
    const argv = ['sandbox/main.ts', ...command, '--state-folder', state]
    const { status } = spawnSync(process.execPath, argv, { stdio: 'inherit' })
    if (status !== 0) return `"sandbox ${command[0]}" failed; what it said is above`
  }
  return undefined
}

function leaveOut(tier: string, reason: string): void {
  console.log(`\n${tier} tests did not run: ${reason}.`)
  if (process.env.CI === 'true') counts.failed += 1
  else counts.skipped += 1
}

function printPackers(): void {
  const { stdout } = spawnSync('packer', ['version'], { encoding: 'utf8' })
  console.log(`\nPacker that was run: ${stdout?.trim().split('\n')[0] || 'none'}`)
}
