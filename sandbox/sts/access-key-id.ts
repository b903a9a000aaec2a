import { randomBytes } from 'node:crypto'

/** Shaped as AWS's own (`ASIA…`: of temporary credentials), so that clients which check the form take it. */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA' = 'AKIA'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return prefix + Array.from(randomBytes(16), byte => alphabet[byte % alphabet.length]).join('')
}
