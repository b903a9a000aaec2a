import type { CloudFormation } from '../../aws/cloudformation.ts'

/** Notices the end of an operation whose last event does not arrive. */
export interface StatusWatch {
  /** The stack's status if its operation has ended; null before that, or if it was not looked up. */
  look(quietMilliseconds: number): Promise<string | null>
}

/** Milliseconds without an event before the first look, and between two looks. */
const patience = 15_000

/** Looks rarely, because the events show the end sooner. */
export function createStatusWatch(
  stackId: string,
  cloudFormation: Pick<CloudFormation, 'stack'>,
): StatusWatch {
  let next = patience
  let last: string | null = null
  return {
    async look(quietMilliseconds) {
      if (quietMilliseconds < patience) {
        next = patience
        last = null
      }
      if (quietMilliseconds < next) return null
      next = quietMilliseconds + patience
      const status = (await cloudFormation.stack(stackId))?.status
      const ended = status?.endsWith('_IN_PROGRESS') === false ? status : null
      // After a single look, the last events may still arrive.
      const isConfirmed = ended !== null && ended === last
      last = ended
      return isConfirmed ? ended : null
    },
  }
}
