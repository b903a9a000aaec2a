const secretName = /secret|password|token(?!s)|privatekey|keymaterial|assertion/i
/** Names that match but are not secret. */
const harmless = new Set([
  'HttpTokens',
  'NextToken',
  'nextToken',
  'ClientToken',
  'clientToken',
  'sequenceToken',
])

/** The parameters of a call for the log, with secrets redacted. */
export function redact(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const secureString = parameters.Type === 'SecureString'
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const last = name.slice(name.lastIndexOf('.') + 1)
      const secret = secretName.test(last) && !harmless.has(last)
      return [name, secret || (secureString && name === 'Value') ? '(redacted)' : redactValue(value)]
    }),
  )
}

function redactValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactValue)
  if (typeof value === 'object' && value !== null) return redact(value as Record<string, unknown>)
  return value
}
