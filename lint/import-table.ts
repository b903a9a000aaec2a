import { folders } from './import-law.ts'

/** The import law as the Markdown table of docs/architecture.md. */
export function importTable(): string {
  const rows = Object.entries(folders).map(
    ([name, { is, imports }]) => `| \`${name}\` | ${is} | ${imports.join(', ') || 'none'} |`,
  )
  return ['| folder | is | may import |', '|---|---|---|', ...rows].join('\n')
}
