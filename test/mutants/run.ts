import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import pMap from 'p-map'
import { type Mutation, mutate, mutationsOf } from './mutations.ts'
import { sample } from './sample.ts'

/**
 * `npm run mutants -- --sample 150 --seed 1 [FOLDER…]`: changes one thing at a time in a copy of the sources and runs
 * the unit tests that reach the file. Lists each mutant that no test noticed; ends with 1 below the target.
 * `--no-baseline` skips the run that shows that the tests pass without a mutant.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    baseline: { type: 'boolean', default: true },
    sample: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string', default: '80' },
  },
})
const repository = join(import.meta.dirname, '../..')
const mutants = sample(
  allMutants(positionals.length > 0 ? positionals : ['src']),
  Number(values.sample),
  Number(values.seed),
)
const copies = [makeCopy(), makeCopy()]
try {
  if (values.baseline) assertGreen(copies[0] ?? '')
  const results = await pMap(mutants, check, { concurrency: copies.length })
  report(results)
} finally {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true })
}

interface Mutant {
  readonly file: string
  readonly mutation: Mutation
}

interface Result extends Mutant {
  readonly noticed: boolean
}

function allMutants(folders: readonly string[]): Mutant[] {
  const files = execFileSync('git', ['ls-files', ...folders], { cwd: repository, encoding: 'utf8' })
  return files
    .split('\n')
    .filter(file => file.endsWith('.ts'))
    .flatMap(file => mutationsOf(read(file)).map(mutation => ({ file, mutation })))
}

function read(file: string): string {
  return readFileSync(join(repository, file), 'utf8')
}

/** What the unit tests read, in a folder where a mutant can hurt nobody. */
function makeCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'))
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
  })
  for (const file of files.split('\0').filter(Boolean)) cpSync(join(repository, file), join(copy, file))
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** A copy whose tests fail by themselves would notice everything. */
function assertGreen(copy: string): void {
  execFileSync(
    join(repository, 'node_modules/.bin/vitest'),
    ['run', '--project', 'unit', '--reporter', 'dot'],
    {
      cwd: copy,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
}

async function check({ file, mutation }: Mutant): Promise<Result> {
  const copy = copies.pop()
  if (copy === undefined) throw new Error('more checks at once than copies')
  const path = join(copy, file)
  writeFileSync(path, mutate(read(file), mutation))
  try {
    const noticed = (await failsMirror(file, copy)) || (await fails(['related', path, '--run'], copy))
    console.log(noticed ? `noticed ${file}` : `SURVIVED ${describe(file, mutation)}`)
    return { file, mutation, noticed }
  } finally {
    writeFileSync(path, read(file))
    copies.push(copy)
  }
}

/** The tests of the file itself: few, and the most likely to notice. */
async function failsMirror(file: string, copy: string): Promise<boolean> {
  const mirror = join('test/unit', file.replace(/\.ts$/, '.test.ts'))
  return existsSync(join(copy, mirror)) && (await fails(['run', mirror], copy))
}

async function fails(argv: readonly string[], copy: string): Promise<boolean> {
  const { exitCode } = await execa(
    'vitest',
    [...argv, '--project', 'unit', '--bail', '1', '--reporter', 'dot'],
    {
      cwd: copy,
      preferLocal: true,
      localDir: repository,
      reject: false,
      timeout: 600_000,
    },
  )
  return exitCode !== 0
}

function report(results: readonly Result[]): void {
  const survivors = results.filter(({ noticed }) => !noticed)
  const folders = new Map<string, Result[]>()
  for (const result of results) {
    const folder = dirname(result.file)
    folders.set(folder, [...(folders.get(folder) ?? []), result])
  }
  for (const [folder, own] of [...folders].toSorted())
    console.log(`${folder}: ${own.filter(({ noticed }) => noticed).length} of ${own.length}`)
  const percent = Math.round((100 * (results.length - survivors.length)) / results.length)
  console.log(`${percent} % of ${results.length} mutants noticed, seed ${values.seed}`)
  if (percent < Number(values.target)) process.exitCode = 1
}

function describe(file: string, { kind, start, end, replacement }: Mutation): string {
  const source = read(file)
  const line = source.slice(0, start).split('\n').length
  const text = source.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 60)
  return `${file}:${line} ${kind}: ${text} → ${replacement || 'nothing'}`
}
