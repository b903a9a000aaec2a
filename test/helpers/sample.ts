/** `npm run test:long -- --full` sets it: every case runs, not a sample. */
export const fullVariable = 'PACKER_ECS_TEST_FULL'
/** `npm run test:long -- --seed N` sets it: the sample of an earlier run is repeated. */
export const seedVariable = 'PACKER_ECS_TEST_SEED'

/**
 * Pairs of two lists. Without `full`, a sample in which each row has `perRow` different columns, and which uses all
 * columns alike; which pairs these are depends on the seed. A sample that has every pair is the full table.
 */
export function sampledPairs<Row, Column>(
  rows: readonly Row[],
  columns: readonly Column[],
  { seed, full, perRow }: { readonly seed: number; readonly full: boolean; readonly perRow: number },
): readonly (readonly [Row, Column])[] {
  if (full) return rows.flatMap(row => columns.map(column => [row, column] as const))
  const random = randomFrom(seed)
  const order = shuffled(columns, random)
  return shuffled(rows, random).flatMap((row, index) =>
    Array.from({ length: perRow }, (_, turn) => {
      const column = order[(index * perRow + turn) % order.length] as Column
      return [row, column] as const
    }),
  )
}

/** What the environment asks for; prints the seed so that a failing sample can be repeated. */
export function sampleSettings(environment: NodeJS.ProcessEnv = process.env): {
  readonly seed: number
  readonly full: boolean
} {
  const full = environment[fullVariable] !== undefined
  const seed = Number(environment[seedVariable] ?? Date.now() % 100_000)
  if (!full) console.log(`Sample with seed ${seed}; repeat it with: npm run test:long -- --seed ${seed}`)
  return { seed, full }
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map(item => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
