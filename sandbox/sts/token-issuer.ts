import { generateKeyPairSync } from 'node:crypto'
import type { Clock } from '../gateway/clock.ts'
import { type Claims, readToken, signToken } from './json-web-token.ts'

export interface TokenOrder {
  /** https://HOST/PATH. */
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  /** Seconds. */
  readonly lasts: number
}

/** All OpenID Connect issuers: one key signs for all of them. AWS fetches the keys of each issuer. */
export interface TokenIssuer {
  issue(order: TokenOrder): string
  /** Undefined if the text is not a token. */
  read(token: string): { readonly claims: Claims; readonly isSigned: boolean } | undefined
}

export function createTokenIssuer(clock: Clock): TokenIssuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    issue({ issuer, audience, subject, lasts }) {
      const now = Math.floor(clock.now().getTime() / 1000)
      const claims = { iss: issuer, aud: audience, sub: subject, iat: now, exp: now + lasts }
      return signToken(claims, privateKey)
    },
    read: token => readToken(token, publicKey),
  }
}
