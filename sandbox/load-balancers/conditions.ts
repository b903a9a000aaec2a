import type { Condition } from './types.ts'

/** The alternatives of a rule's condition as haproxy's expressions; one of them must match. */
export function expressionsOf(condition: Condition): readonly string[] {
  switch (condition.Field) {
    case 'host-header':
      return valuesOf(condition, condition.HostHeaderConfig).map(
        value => `req.hdr(host),host_only -m reg -i ${quoted(patternOf(value))}`,
      )
    case 'path-pattern':
      return valuesOf(condition, condition.PathPatternConfig).map(
        value => `path -m reg ${quoted(patternOf(value))}`,
      )
    case 'http-header': {
      const { HttpHeaderName: name = '', Values: values = [] } = condition.HttpHeaderConfig ?? {}
      return values.map(value => `req.hdr(${name}) -m reg -i ${quoted(patternOf(value))}`)
    }
    case 'http-request-method':
      return (condition.HttpRequestMethodConfig?.Values ?? []).map(value => `method ${quoted(value)}`)
    case 'query-string':
      return (condition.QueryStringConfig?.Values ?? []).map(({ Key: key, Value: value }) =>
        key === undefined
          ? `query -m reg -i ${quoted(`(^|[=&])${bodyOf(value)}($|&)`)}`
          : `query -m reg -i ${quoted(`(^|&)${bodyOf(key)}=${bodyOf(value)}($|&)`)}`,
      )
    case 'source-ip':
      return (condition.SourceIpConfig?.Values ?? []).map(value => `src ${quoted(value)}`)
    default:
      return []
  }
}

function valuesOf(
  { Values }: Condition,
  config: { readonly Values: readonly string[] } | undefined,
): readonly string[] {
  return config?.Values ?? Values ?? []
}

/** A value with the wildcards `*` and `?` as a regular expression. */
function patternOf(value: string): string {
  return `^${bodyOf(value)}$`
}

function bodyOf(value: string): string {
  return value
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
}

/** As one word of haproxy's configuration: nothing is special between single quotes but the quote. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''").replaceAll('\n', ' ')}'`
}
