import { readdir, readFile } from 'node:fs/promises'

const folder = new URL('../../src/', import.meta.url)

/** Every error code that the source of the product names. */
export async function codesInSource(): Promise<Set<string>> {
  const names = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.ts'))
  const codes = await Promise.all(
    names.map(async name => codesOf(name, await readFile(new URL(name, folder), 'utf8'))),
  )
  return new Set(codes.flat())
}

/** In src/config codes occur in many places; other names of this form there belong to AWS. */
function codesOf(file: string, source: string): string[] {
  const pattern = file.startsWith('config/')
    ? /'(?!ECS_|CAPABILITY_)([A-Z]+(?:_[A-Z0-9]+)+)'/g
    : /(?:(?:ToolError|super)\(|\bcode(?::| =))\s*(?:\w+ \? )?'([A-Z][A-Z0-9_]{4,})'(?: : '([A-Z0-9_]+)')?/g
  return [...source.matchAll(pattern)].flatMap(([, ...codes]) => codes.filter(code => code !== undefined))
}
