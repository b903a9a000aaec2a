import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml'
import { ConfigurationError, type Fault } from '../errors/fault.ts'
import type { Locate, Position } from './finding.ts'
import { locator } from './locate.ts'

export interface Parsed {
  readonly value: unknown
  readonly locate: Locate
  /** Faults that leave the rest readable: duplicate keys. */
  readonly faults: readonly Fault[]
}

/** Second stage: the data of the file and the position of each part. */
export function parseYaml(text: string, file: string): Parsed {
  const lines = new LineCounter()
  const document = parseText(text, file, lines)
  const faults = [...document.errors, ...document.warnings].map(error =>
    explain(error, { text, file, lines }),
  )
  const duplicates = faults.filter(isDuplicate)
  // The parser reports more errors after the first one, but they are usually consequences of it.
  const syntax = faults.find(fault => !isDuplicate(fault))
  if (syntax) throw new ConfigurationError([syntax, ...duplicates])
  return { value: toData(document, file), locate: locator(document, lines), faults: duplicates }
}

function isDuplicate({ code }: Fault): boolean {
  return code === 'YAML_DUPLICATE_KEY'
}

interface Source {
  readonly text: string
  readonly file: string
  readonly lines: LineCounter
}

/** More than a configuration needs, less than what exhausts the stack. */
const deepestNesting = 50
const mostAliases = 100

function parseText(text: string, file: string, lines: LineCounter): Document {
  try {
    return parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      merge: true,
      logLevel: 'error',
    }) as Document
  } catch (error) {
    throw error instanceof RangeError ? tooDeep(file) : error
  }
}

function toData(document: Document, file: string): unknown {
  const value = resolveAliases(document, file)
  if (value === null) throw empty(file)
  if (isDeeperThan(value, deepestNesting)) throw tooDeep(file)
  return withoutExtensions(value)
}

/** Keys at the top level that begin with `x-` are for the user: anchors that several images share. */
function withoutExtensions(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-')))
}

/** Throws when an alias has no anchor, contains itself or expands too much, and when a merge key has no mapping. */
function resolveAliases(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases })
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(file)
    const isAlias = error instanceof ReferenceError
    const what = isAlias
      ? `an alias cannot be resolved: ${error.message}`
      : 'the value of a merge key (<<) is not a mapping'
    const hint = isAlias
      ? 'Replace the alias with its value.'
      : 'Use an alias of a mapping, as in "<<: *name".'
    throw new ConfigurationError([{ code: 'YAML_ALIASES', file, what, hint }])
  }
}

/** An alias inside its own anchor makes infinite data, so this also finds those. */
function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return limit === 0 || Object.values(value).some(child => isDeeperThan(child, limit - 1))
}

function empty(file: string): ConfigurationError {
  const what = 'the configuration has only comments'
  const hint = 'A minimal configuration has three lines: "images:", "  ecs:", "    base: al2023".'
  return new ConfigurationError([{ code: 'CONFIG_EMPTY', file, what, hint }])
}

function tooDeep(file: string): ConfigurationError {
  const what = `the configuration has more than ${deepestNesting} levels of nesting`
  const hint = 'Check for an alias (*name) inside its own anchor (&name) and for unclosed brackets.'
  return new ConfigurationError([{ code: 'YAML_TOO_DEEP', file, what, hint }])
}

function explain(error: YAMLError, { text, file, lines }: Source): Fault {
  const position = toPosition(lines, error.pos[0])
  const known = explanations[error.code]
  const quoted = JSON.stringify(/^[^:\n]{0,40}/.exec(text.slice(error.pos[0]))?.[0].trim())
  return {
    code: known?.code ?? 'YAML_SYNTAX',
    file,
    ...position,
    what: known?.what.replace('KEY', quoted) ?? `invalid YAML: ${lowerFirst(error.message)}`,
    hint: known?.hint ?? 'Check this line and the one before it; docs/configuration.md has examples.',
  }
}

const explanations: Partial<Record<string, Pick<Fault, 'code' | 'what' | 'hint'>>> = {
  TAB_AS_INDENT: {
    code: 'YAML_TAB',
    what: 'the line is indented with a tab',
    hint: 'Indent with spaces: YAML does not allow tabs.',
  },
  DUPLICATE_KEY: {
    code: 'YAML_DUPLICATE_KEY',
    what: 'duplicate key KEY',
    hint: 'Remove one of the two.',
  },
  MULTIPLE_DOCS: {
    code: 'YAML_SEVERAL_DOCUMENTS',
    what: 'a second document starts here',
    hint: 'Remove the line "---": a file has one configuration.',
  },
}

function toPosition(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
