/** Whether the value of this variable or key is probably a secret. */
export function namesSecret(name: string): boolean {
  return secretName.test(name) && !reference.test(name)
}

/** Whether a text contains an access key id, a private key or the password of an address. */
export function looksLikeSecret(text: string): boolean {
  return /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/@\s]+:[^/@\s]+@/.test(text)
}

const secretName = /PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE[_-]?KEY|API[_-]?KEY|ACCESS[_-]?KEY|CREDENTIAL/i
/** Says where the secret is. */
const reference = /[_-](?:ARN|FILE|ID|NAME|PARAMETER|PATH|REGION|URI|URL|VERSION)$/i
