import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml'
import type { Json } from '../../config/settings.ts'

const functions = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'ForEach',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
]

/** The YAML tags that CloudFormation defines. */
export const shortForms: readonly string[] = ['!Ref', '!Condition', ...functions.map(name => `!${name}`)]

export function isShortForm(tag: string): boolean {
  return shortForms.includes(tag)
}

/** Far more than a template needs; without a limit, a few lines of aliases become gigabytes. */
const mostNodes = 100_000
const mostAliases = 1000

/**
 * A node as JSON, with `!Ref X` as `{Ref: X}` and `!Sub …` as `{"Fn::Sub": …}`. Numbers stay as written.
 *
 * @throws ReferenceError for an alias without an anchor, and for aliases that expand too much
 */
export function longForm(root: unknown, document: Document): Json {
  let nodes = 0
  let aliases = 0

  function toJson(node: unknown): Json {
    nodes += 1
    if (isAlias(node)) {
      aliases += 1
      if (aliases > mostAliases) throw new ReferenceError('the aliases expand too much')
      const target = node.resolve(document)
      if (target === undefined) throw new ReferenceError(`the alias *${node.source} has no anchor`)
      return toJson(target)
    }
    if (nodes > mostNodes) throw new ReferenceError('the aliases expand too much')
    const value = plain(node)
    const tag = (node as Node | null)?.tag
    if (tag === undefined || !isShortForm(tag)) return value
    const name = tag.slice(1)
    if (name === 'Ref' || name === 'Condition') return { [name]: value }
    if (name === 'GetAtt' && typeof value === 'string') return { 'Fn::GetAtt': attribute(value) }
    return { [`Fn::${name}`]: value }
  }

  function plain(node: unknown): Json {
    if (isMap(node)) {
      return Object.fromEntries(
        node.items.map(({ key, value }) => [
          String(isScalar(key) ? (key.source ?? key.value) : key),
          toJson(value),
        ]),
      )
    }
    if (isSeq(node)) return node.items.map(toJson)
    if (!isScalar(node) || node.value === null || node.value === undefined) return null
    if (typeof node.value === 'boolean') return node.value
    // CloudFormation reads 1.10 and 007 as text.
    return typeof node.value === 'number' ? (node.source ?? String(node.value)) : String(node.value)
  }

  return toJson(root)
}

/** Splits at the first dot: the name of an attribute can contain dots. */
function attribute(text: string): Json {
  const dot = text.indexOf('.')
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)]
}
