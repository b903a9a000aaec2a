import { escapeXml } from '../../gateway/api-answer.ts'

/** The content of a query protocol response: lists as `member`, times in ISO 8601, no element for a missing value. */
export function toXml(content: object): string {
  return Object.entries(content)
    .map(([name, value]) => element(name, value))
    .join('')
}

function element(name: string, value: unknown): string {
  return value === undefined || value === null ? '' : `<${name}>${inner(value)}</${name}>`
}

function inner(value: unknown): string {
  if (Array.isArray(value)) return value.map(one => element('member', one)).join('')
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && value !== null) return toXml(value)
  return escapeXml(String(value))
}
