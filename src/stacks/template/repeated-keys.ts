import { type Document, isScalar, type LineCounter, visit } from 'yaml'

/** A notice for each key that a map has twice: CloudFormation uses the last value. */
export function repeatedKeys(document: Document, lines: LineCounter, file: string): string[] {
  const notices: string[] = []
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        const line = lines.linePos(key.range?.[0] ?? 0).line
        if (seen.has(name))
          notices.push(`${file}:${line} repeats the key ${name}; CloudFormation uses its last value`)
        seen.add(name)
      }
    },
  })
  return notices
}
