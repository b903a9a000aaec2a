import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { awsReads, bakeReads } from './aws-reads.ts'
import { medians, time } from './measure.ts'
import { type Row, ratioRow, row, show } from './row.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
export const program = join(root, 'dist/main.js')

/** A bake in a warm sandbox against raw `packer build` of the same rendered template. */
export async function bakes(runs: number, dryRuns: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'packer-ecs-bench-'))
  process.env.PACKER_ECS_SANDBOX = join(folder, 'sandbox')
  cpSync(join(root, 'packer-ecs.yaml'), join(folder, 'packer-ecs.yaml'))
  try {
    run('sandbox', 'start', '--yes')
    bake(folder, '--force')
    const read = await awsReads(sandboxEnvironment())
    const [dryRun = 0, reads = 0] = medians(
      dryRuns,
      () => bake(folder, '--dry-run'),
      () => read(bakeReads),
    )
    const [whole = 0, raw = 0] = medians(
      runs,
      () => bake(folder, '--force'),
      () => rawBuild(folder),
    )
    const isWithinLimit = whole <= raw * 1.1 || whole <= raw + 1
    return [
      ratioRow('bake --dry-run', dryRun, 'its reads by the aws cli', reads, 0.5),
      row(
        'bake ÷ packer build',
        `${(whole / raw).toFixed(2)} (${show(whole)} ÷ ${show(raw)})`,
        isWithinLimit,
        '1.1, or 1 s more',
      ),
      ...newerPacker(folder, runs),
    ]
  } finally {
    run('sandbox', 'stop')
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The same bake with the Packer that PACKER_NEW names and with the distribution's 1.6.6, which waits in another way. The
 * limit is that of 25 s to 15 s on an idle machine with two processors.
 */
function newerPacker(folder: string, runs: number): Row[] {
  const newer = process.env.PACKER_NEW
  if (newer === undefined) return []
  const environment = { PATH: `${dirname(newer)}${delimiter}${process.env.PATH}` }
  const [withNewer = 0, withOlder = 0] = medians(
    runs,
    () => bake(folder, '--force', environment),
    () => bake(folder, '--force'),
  )
  return [ratioRow('bake, PACKER_NEW', withNewer, 'bake, Packer 1.6.6', withOlder, 25 / 15)]
}

function bake(folder: string, flag: string, environment: Readonly<Record<string, string>> = {}): number {
  return time({ file: process.execPath, argv: [program, 'bake', '--sandbox', flag], folder, environment })
}

/** What a person would do without us: Packer with credentials in its environment. */
function rawBuild(folder: string): number {
  const planned = run(
    'bake',
    '--sandbox',
    '--dry-run',
    '--force',
    '--json',
    '--config',
    join(folder, 'packer-ecs.yaml'),
  )
  const { runFolder } = JSON.parse(planned) as { runFolder: string }
  const set = sandboxEnvironment()
  const argv = ['build', '-var-file=image.pkrvars.json', 'image.pkr.hcl']
  return time({ file: 'packer', argv, folder: runFolder, environment: { ...set, CHECKPOINT_DISABLE: '1' } })
}

function sandboxEnvironment(): Record<string, string> {
  return JSON.parse(run('sandbox', 'env', '--json')).set
}

function run(...argv: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`packer-ecs ${argv.join(' ')} ended with ${status}:\n${stderr}`)
  return stdout
}
