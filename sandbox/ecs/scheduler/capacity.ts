import type { CapacityProviderItem } from '../types.ts'

/**
 * The capacity provider of the next task: bases first, then by weight.
 * @param counts tasks by capacity provider
 */
export function nextProvider(
  strategy: readonly CapacityProviderItem[],
  counts: ReadonlyMap<string, number>,
): string | null {
  const countOf = ({ capacityProvider }: CapacityProviderItem) => counts.get(capacityProvider) ?? 0
  const based = strategy.find(item => countOf(item) < (item.base ?? 0))
  if (based !== undefined) return based.capacityProvider
  const [best] = strategy
    .filter(({ weight }) => weightOf(weight, strategy) > 0)
    .map(item => ({
      item,
      load: (countOf(item) - (item.base ?? 0) + 1) / weightOf(item.weight, strategy),
    }))
    .sort((one, other) => one.load - other.load)
  return best?.item.capacityProvider ?? null
}

/** A weight is 0 if it is missing; the only provider of a strategy is used in any case. */
function weightOf(weight: number | undefined, strategy: readonly CapacityProviderItem[]): number {
  return strategy.length === 1 ? 1 : (weight ?? 0)
}
