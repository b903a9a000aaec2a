import type { CircuitBreaker } from '../types.ts'

const fewest = 3
const most = 200

/** Number of failed tasks at which the circuit breaker fails a deployment: half of the desired count, 3 to 200. */
export function failureThreshold(desiredCount: number, { thresholdConfiguration }: CircuitBreaker): number {
  const { type, value } = thresholdConfiguration ?? { type: 'BOUNDED_PERCENT' as const, value: 50 }
  if (type === 'COUNT') return value
  const share = Math.ceil((desiredCount * value) / 100)
  return type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(most, Math.max(fewest, share))
}
