/** The known word that shares the most pairs of adjacent letters with `word`; undefined if none shares half of them. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map(candidate => ({ candidate, share: sharedPairs(word, candidate) }))
    .filter(({ share }) => share >= 0.5)
    .sort((one, other) => other.share - one.share)
  return best?.candidate
}

/** 0: nothing in common; 1: identical. */
function sharedPairs(one: string, other: string): number {
  const pairs = pairsOf(one)
  const left = pairsOf(other)
  const total = pairs.length + left.length
  const shared = pairs.filter(pair => {
    const place = left.indexOf(pair)
    if (place !== -1) left.splice(place, 1)
    return place !== -1
  })
  return total === 0 ? 0 : (2 * shared.length) / total
}

function pairsOf(word: string): string[] {
  const letters = [...word.toLowerCase()]
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`)
}
