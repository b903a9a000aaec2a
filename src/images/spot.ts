import { ToolError } from '../errors/tool-error.ts'

/** Of a fleet that launched nothing; Packer shows EC2's messages without their codes. */
const fleetFailure = /^Error waiting for fleet request \(\S+\)(?: to become ready)?:\s*(.*)$/s

const remedies: readonly (readonly [RegExp, string])[] = [
  [/price/i, 'Set a higher spot.maxPrice, or remove it: the limit is then the On-Demand price.'],
  [
    /Max spot instance count|limit exceeded/i,
    'Request a higher quota of spot instances from AWS, wait until other spot instances end, or remove "spot".',
  ],
  [
    /service-linked role/i,
    'Have an administrator create the role once per account: aws iam create-service-linked-role --aws-service-name spot.amazonaws.com',
  ],
  [
    /KMS|InternalError/i,
    'A customer managed key needs a grant for the role AWSServiceRoleForEC2Spot: docs/errors/SPOT_REFUSED.md has the command. Or remove "spot".',
  ],
]

/** Undefined for a failure of Packer that is not EC2's refusal of a spot instance. */
export function spotRefused(message: string): ToolError | undefined {
  const reason = fleetFailure.exec(message)?.[1]?.trim()
  if (reason === undefined) return undefined
  return new ToolError('SPOT_REFUSED', `EC2 did not launch a spot instance: ${reason}`, {
    hint:
      remedies.find(([pattern]) => pattern.test(reason))?.[1] ??
      'Correct "spot", or remove it to bake on an On-Demand instance.',
  })
}

/** @param during what the instance did, e.g. `while storage.sh ran` */
export function spotInterrupted(instanceId: string, during: string): ToolError {
  return new ToolError('SPOT_INTERRUPTED', `EC2 reclaimed the spot instance ${instanceId} ${during}`, {
    why: 'EC2 ends spot instances when it needs their capacity or when their price exceeds the limit.',
    hint: 'Bake again. With more types in spot.instanceTypes this is less likely; without "spot" it does not happen.',
  })
}

/** Whether EC2 ended the instance, by the code of its state reason. */
export function isReclaimed(stateReason: string): boolean {
  return /^Server\.SpotInstance(?:Termination|Shutdown)$/.test(stateReason)
}
