import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml'
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
  // For Rules only.
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'RefAll',
  'ValueOf',
  'ValueOfAll',
]

/** The YAML tags that CloudFormation defines. */
export const shortForms: readonly string[] = ['!Ref', '!Condition', ...functions.map(name => `!${name}`)]

export function isShortForm(tag: string): boolean {
  return shortForms.includes(tag)
}

/** A node as JSON, with `!Ref X` as `{Ref: X}` and `!Sub …` as `{"Fn::Sub": …}`. Numbers stay as written. */
export function longForm(node: unknown): Json {
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
        longForm(value),
      ]),
    )
  }
  if (isSeq(node)) return node.items.map(longForm)
  return isScalar(node) ? scalar(node) : null
}

/** Booleans of YAML 1.1, which CloudFormation reads (user guide, "CloudFormation template formats"). */
const booleans: readonly (readonly [boolean, RegExp])[] = [
  [true, /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/],
  [false, /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/],
]

function scalar({ type, tag, source, value }: Scalar): Json {
  if (value === null || value === undefined) return null
  const text = source ?? String(value)
  const isUntyped = type === 'PLAIN' && tag === undefined
  const found = isUntyped ? booleans.find(([, pattern]) => pattern.test(text)) : undefined
  if (found !== undefined) return found[0]
  // CloudFormation reads 1.10 and 007 as text.
  return typeof value === 'string' ? value : text
}

/** Splits at the first dot: the name of an attribute can contain dots. */
function attribute(text: string): Json {
  const dot = text.indexOf('.')
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)]
}
