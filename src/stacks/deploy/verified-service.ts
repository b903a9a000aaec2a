import type { PlannedService } from '../services/planned-service.ts'
import type { ServiceOutcome } from '../services/verdict.ts'

/** A planned service, after the operation. */
export interface VerifiedService extends PlannedService {
  /** Whether it runs what was deployed; absent if the operation did not deploy it to the end. */
  readonly isVerified?: boolean
}

export function withVerification(
  services: readonly PlannedService[],
  outcomes: readonly ServiceOutcome[],
): readonly VerifiedService[] {
  return services.map(service => {
    // Services of nested stacks can have the same logical id.
    const own = outcomes.filter(
      ({ logicalId, state }) => logicalId === service.logicalId && state.kind !== 'none',
    )
    return own.length === 0
      ? service
      : { ...service, isVerified: own.every(({ state }) => state.kind === 'steady') }
  })
}
