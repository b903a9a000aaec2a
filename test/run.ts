import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * `npm test`: every tier that can run here, then one line that counts. A tier that cannot run says why; in
 * CI (CI=true) that is a failure. `--long` adds what takes minutes: a kill at every stage of a bake.
 */
const folder = mkdtempSync(join(tmpdir(), 'packer-ecs-test-'))
const counts = { passed: 0, failed: 0, skipped: 0 }

runTier('unit')
const obstacle = prepareMachine()
const tiers = ['integration', 'e2e', ...(process.argv.includes('--long') ? ['long'] : [])]
for (const tier of tiers) {
  if (obstacle === undefined) runTier(tier)
  else leaveOut(tier, obstacle)
}
printPackers()
rmSync(folder, { recursive: true, force: true })
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed === 0 ? 0 : 1

function runTier(tier: string): void {
  const report = join(folder, `${tier}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status } = spawnSync('vitest', ['run', '--project', tier, ...reporters], { stdio: 'inherit' })
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = readReport(report)
  counts.passed += numPassedTests
  counts.failed += numFailedTests
  counts.skipped += numPendingTests
  // A file that could not even be loaded has no failed test.
  if (status !== 0 && numFailedTests === 0) counts.failed += Math.max(1, numFailedTestSuites)
}

function readReport(file: string): Record<string, number> & ReportCounts {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 1 }
  }
}

interface ReportCounts {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numFailedTestSuites: number
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
