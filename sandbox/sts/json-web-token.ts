import { type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'

/** Claims of a token, with OpenID Connect's names; times in seconds since 1970. */
export type Claims = z.infer<typeof claimsOfBearer>

const claimsOfBearer = z.object({
  /** https://HOST/PATH. */
  iss: z.string(),
  aud: z.string(),
  sub: z.string(),
  iat: z.number(),
  exp: z.number(),
})

/** A token signed with ES256, one of the algorithms that AWS accepts. */
export function signToken(claims: Claims, privateKey: KeyObject): string {
  const header = { alg: 'ES256', typ: 'JWT', kid: 'sandbox' }
  const content = [header, claims].map(part => toBase64(JSON.stringify(part))).join('.')
  return `${content}.${sign('sha256', Buffer.from(content), asJwt(privateKey)).toString('base64url')}`
}

/** Undefined if the text is not a token. */
export function readToken(
  token: string,
  publicKey: KeyObject,
): { readonly claims: Claims; readonly isSigned: boolean } | undefined {
  const [header, payload = '', signature = ''] = token.split('.')
  const claims = claimsOfBearer.safeParse(parse(payload))
  if (!claims.success) return undefined
  const content = Buffer.from(`${header}.${payload}`)
  const isSigned = verify('sha256', content, asJwt(publicKey), Buffer.from(signature, 'base64url'))
  return { claims: claims.data, isSigned }
}

/** A JWT signature is the concatenation of two numbers, not DER (RFC 7518, section 3.4). */
function asJwt(key: KeyObject) {
  return { key, dsaEncoding: 'ieee-p1363' } as const
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString())
  } catch {
    return undefined
  }
}
