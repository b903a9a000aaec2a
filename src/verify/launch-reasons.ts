/** Reasons of EC2 and Auto Scaling that are known to be a fault of the AMI or of the key of its volumes. */
export function isOfAmi(reason: string): boolean {
  return ofAmi.test(reason)
}

/** Reasons of the account that Auto Scaling cannot overcome by trying another zone or type. */
export function isOfAccount(reason: string): boolean {
  return ofAccount.test(reason)
}

const ofAmi =
  /Client\.InternalError|Client\.InstanceInitiatedShutdown|KMSKey|InvalidAMIID|enabled for ENA|boot mode|architecture/i

const ofAccount =
  /UnauthorizedOperation|not authorized|OptInRequired|PendingVerification|\bBlocked\b|LimitExceeded|more vCPU capacity/i
