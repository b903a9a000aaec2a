import { createHmac } from 'node:crypto'

const stepSeconds = 30
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The secret of an MFA device: its base32 seed, or its serial number if the account has no seed. */
export function mfaSecret(serial: string, seeds: Readonly<Record<string, string>>): Buffer {
  const seed = seeds[serial]
  return seed === undefined ? Buffer.from(serial) : fromBase32(seed)
}

/** The six-digit code of an MFA device (RFC 6238: SHA-1, 30 s). */
export function mfaCode(secret: Buffer, now: Date): string {
  return codeOfStep(secret, stepOf(now))
}

/** Whether it is the code of the present, previous, or next step: clocks differ. */
export function isMfaCode(code: string, secret: Buffer, now: Date): boolean {
  return [-1, 0, 1].some(offset => codeOfStep(secret, stepOf(now) + offset) === code)
}

function stepOf(now: Date): number {
  return Math.floor(now.getTime() / 1000 / stepSeconds)
}

/** RFC 4226. */
function codeOfStep(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0xf
  const number = (digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000
  return String(number).padStart(6, '0')
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text.replace(/=+$/, '').toUpperCase(), character =>
    alphabet.indexOf(character).toString(2).padStart(5, '0'),
  ).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
}
