import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readTierReport, type TierReport } from './tier-report.ts'

/** Runs a tier's tests; each line of the output starts with the tier's name. Reports are written to the folder. */
export async function runTier(tier: string, folder: string): Promise<TierReport> {
  const begun = performance.now()
  const file = join(folder, `${tier}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const status = await runLabeled(tier, 'vitest', ['run', '--project', tier, ...reporters])
  const report = readTierReport(tier, file, (performance.now() - begun) / 1000)
  return status === 0 ? report : { ...report, failed: Math.max(1, report.failed) }
}

/** Exit status of the command; undefined when a signal ended it. */
export async function runLabeled(
  label: string,
  command: string,
  argv: readonly string[],
): Promise<number | undefined> {
  const child = spawn(command, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', line => console.log(`${label.padEnd(labelWidth)} │ ${line}`))
  }
  const [status] = await once(child, 'close')
  return status ?? undefined
}

const labelWidth = 'integration'.length
