/**
 * Hides the given secrets in a text, and everything that looks like a secret. Access key ids keep their first and
 * last four characters, so that the key can still be identified.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter(secret => secret !== '').toSorted((a, b) => b.length - a.length)
  return text => {
    const withoutKnown = known.reduce((rest, secret) => rest.replaceAll(secret, hidden), text)
    return rules.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), withoutKnown)
  }
}

const hidden = '[hidden]'

const rules: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  // The header and the query of signed requests.
  [/(Authorization["']?\s*[:=]\s*["']?)[^\n"']+/gi, `$1${hidden}`],
  [/(X-Amz-(?:Security-Token|Signature|Credential)["']?\s*[:=]\s*["']?)[^\s&"',}]+/gi, `$1${hidden}`],
  // name=value and "name": "value".
  [
    /((?:secret[-_]?access[-_]?key|session[-_]?token|security[-_]?token|authorization[-_]?token|client[-_]?secret|token[-_]?code|password)["']?\s*[:=]\s*["']?)[^\s&"',}]+/gi,
    `$1${hidden}`,
  ],
  // http://user:password@proxy
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${hidden}@`],
  [/\b(AKIA|ASIA)[A-Z0-9]{8,}([A-Z0-9]{4})\b/g, '$1…$2'],
]
