import { parseAst } from 'rolldown/parseAst'

/** One small change of a source text that a test should notice. */
export interface Mutation {
  readonly kind: 'comparison' | 'boundary' | 'logic' | 'negation' | 'throw' | 'await' | 'filter'
  /** Offsets of the replaced text, in UTF-16 code units. */
  readonly start: number
  readonly end: number
  readonly replacement: string
}

/** Every mutation of a TypeScript source, in the order of the text. */
export function mutationsOf(source: string): Mutation[] {
  const found: Mutation[] = []
  visit(parseAst(source, { lang: 'ts' }), node => found.push(...mutationsAt(node, source)))
  return found.toSorted((a, b) => a.start - b.start)
}

export function mutate(source: string, { start, end, replacement }: Mutation): string {
  return source.slice(0, start) + replacement + source.slice(end)
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly operator?: string
  readonly left?: Node
  readonly right?: Node
  readonly argument?: Node
  readonly callee?: Node & { readonly object?: Node; readonly property?: Node & { readonly name?: string } }
}

function mutationsAt(node: Node, source: string): Mutation[] {
  const { start, end } = node
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
      return operatorMutations(node, source)
    case 'UnaryExpression':
      if (node.operator !== '!' || node.argument === undefined) return []
      return [{ kind: 'negation', start, end: node.argument.start, replacement: '' }]
    case 'ThrowStatement':
      return [{ kind: 'throw', start, end, replacement: ';' }]
    case 'AwaitExpression':
      return [{ kind: 'await', start, end: start + 'await '.length, replacement: '' }]
    case 'CallExpression': {
      const { object, property } = node.callee ?? {}
      if (property?.name !== 'filter' || object === undefined) return []
      return [{ kind: 'filter', start: object.end, end, replacement: '' }]
    }
    default:
      return []
  }
}

const operators: Readonly<Record<string, readonly (readonly [Mutation['kind'], string])[]>> = {
  '===': [['comparison', '!==']],
  '!==': [['comparison', '===']],
  '<': [
    ['comparison', '>='],
    ['boundary', '<='],
  ],
  '<=': [
    ['comparison', '>'],
    ['boundary', '<'],
  ],
  '>': [
    ['comparison', '<='],
    ['boundary', '>='],
  ],
  '>=': [
    ['comparison', '<'],
    ['boundary', '>'],
  ],
  '&&': [['logic', '||']],
  '||': [['logic', '&&']],
}

function operatorMutations({ operator = '', left, right }: Node, source: string): Mutation[] {
  if (left === undefined || right === undefined) return []
  const start = source.indexOf(operator, left.end)
  return (operators[operator] ?? []).map(([kind, replacement]) => ({
    kind,
    start,
    end: start + operator.length,
    replacement,
  }))
}

function visit(node: unknown, each: (node: Node) => void): void {
  if (Array.isArray(node)) for (const child of node) visit(child, each)
  else if (node !== null && typeof node === 'object') {
    if ('type' in node) each(node as Node)
    for (const child of Object.values(node)) visit(child, each)
  }
}
