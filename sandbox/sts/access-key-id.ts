import { randomBytes } from 'node:crypto'

/** An access key id in AWS's format (`ASIA…` for temporary credentials), because some clients check it. */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA' = 'AKIA'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return prefix + Array.from(randomBytes(16), byte => alphabet[byte % alphabet.length]).join('')
}
