/** `count` of the items in a random order that the seed fixes. */
export function sample<Item>(items: readonly Item[], count: number, seed: number): Item[] {
  const random = mulberry32(seed)
  return items
    .map(item => ({ item, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ item }) => item)
}

/** A small generator of random numbers between 0 and 1: the same numbers for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
