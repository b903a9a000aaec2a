/** The known word that is closest to `word`; undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > longestWord) return undefined
  const allowed = Math.max(1, Math.floor(word.length / 3))
  const [best] = known
    .map(candidate => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((one, other) => one.distance - other.distance)
  return best?.candidate
}

const longestWord = 64

/** Number of edits (insert, delete, replace, swap of neighbors) that turn one word into the other. */
function distance(from: string, to: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const replace = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      const remove = (previous[column] ?? 0) + 1
      const insert = (current[column - 1] ?? 0) + 1
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const swap = isSwap ? (beforePrevious[column - 2] ?? Number.POSITIVE_INFINITY) + 1 : replace
      current.push(Math.min(replace, remove, insert, swap))
    }
    beforePrevious = previous
    previous = current
  }
  return previous[to.length] ?? 0
}
