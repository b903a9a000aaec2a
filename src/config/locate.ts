import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml'
import type { Locate, Path } from './finding.ts'

/**
 * Finds the position of a path in the text: of the value if it is a scalar, of the key if it is a map, a list or
 * empty. For a path that does not exist, the position is that of its nearest existing parent.
 */
export function locator(document: Document, lines: LineCounter): Locate {
  return (path, atKey = false) => {
    const { line, col } = lines.linePos(offsetOf(document, path, atKey))
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
}

function offsetOf(document: Document, path: Path, atKey: boolean): number {
  let place: Place = { node: document.contents as Node | null, keyOffset: startOf(document.contents) ?? 0 }
  for (const part of path) {
    const child = childOf(place.node, part, document)
    if (child === undefined) return place.keyOffset
    place = child
  }
  const isSingleValue = (isScalar(place.node) && place.node.value !== null) || isAlias(place.node)
  return isSingleValue && !atKey ? (startOf(place.node) ?? place.keyOffset) : place.keyOffset
}

interface Place {
  readonly node: Node | null
  readonly keyOffset: number
}

function childOf(parent: Node | null, part: string | number, document: Document): Place | undefined {
  const node = isAlias(parent) ? (parent.resolve(document) ?? null) : parent
  if (isSeq(node)) {
    const item = node.items[Number(part)] as Node | undefined
    const offset = startOf(item)
    return item === undefined || offset === undefined ? undefined : { node: item, keyOffset: offset }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.findLast(({ key }) => keyText(key) === part) as Pair<Node, Node | null> | undefined
  const offset = startOf(pair?.key)
  if (pair !== undefined && offset !== undefined) return { node: pair.value, keyOffset: offset }
  return mergedInto(node, document)
    .map(merged => childOf(merged, part, document))
    .find(place => place !== undefined)
}

/** The maps of `<<: *one` and `<<: [*one, *other]`; of two with the same key, the first one wins. */
function mergedInto(map: YAMLMap, document: Document): Node[] {
  return map.items
    .filter(({ key }) => keyText(key) === '<<')
    .flatMap(({ value }) => (isSeq(value) ? value.items : [value]) as (Node | null)[])
    .map(node => (isAlias(node) ? node.resolve(document) : node) as Node | null | undefined)
    .filter((node): node is Node => node !== null && node !== undefined && node !== map)
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : ''
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0]
}
