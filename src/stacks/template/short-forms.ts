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

/** A node as JSON, with `!Ref X` as `{Ref: X}` and `!Sub …` as `{"Fn::Sub": …}`. Numbers stay as written. */
export function longForm(node: unknown, document: Document): Json {
  if (isAlias(node)) return longForm(node.resolve(document), document)
  const value = plain(node, document)
  const tag = (node as Node | null)?.tag
  if (tag === undefined || !isShortForm(tag)) return value
  const name = tag.slice(1)
  if (name === 'Ref' || name === 'Condition') return { [name]: value }
  if (name === 'GetAtt' && typeof value === 'string') return { 'Fn::GetAtt': attribute(value) }
  return { [`Fn::${name}`]: value }
}

function plain(node: unknown, document: Document): Json {
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.map(({ key, value }) => [
        String(isScalar(key) ? (key.source ?? key.value) : key),
        longForm(value, document),
      ]),
    )
  }
  if (isSeq(node)) return node.items.map(item => longForm(item, document))
  if (!isScalar(node) || node.value === null || node.value === undefined) return null
  if (typeof node.value === 'boolean') return node.value
  // CloudFormation reads 1.10 and 007 as text.
  return typeof node.value === 'number' ? (node.source ?? String(node.value)) : String(node.value)
}

/** Splits at the first dot: the name of an attribute can contain dots. */
function attribute(text: string): Json {
  const dot = text.indexOf('.')
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)]
}
