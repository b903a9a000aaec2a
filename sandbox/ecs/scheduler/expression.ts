import { invalidParameter } from '../error.ts'
import type { ContainerInstance } from '../types.ts'

/**
 * Compiles a memberOf expression of the cluster query language: `attribute:NAME` with ==, !=, =~, !~, in, !in, exists,
 * !exists, `ec2InstanceId`, `agentConnected`, combined by `and`, `or`, `not`, `&&`, `||`, `!`, and parentheses. The
 * sandbox refuses the other subjects of the language (task, version, registered, and so on).
 * @throws EcsError
 */
export function compileExpression(expression: string): (instance: ContainerInstance) => boolean {
  const tokens = tokensOf(expression)
  let next = 0
  const peek = () => tokens[next]
  const refuse = (): never => {
    throw invalidParameter(`Invalid expression: ${expression}`)
  }
  const accept = (...words: readonly string[]) => {
    const found = words.includes(peek()?.toLowerCase() ?? '')
    if (found) next++
    return found
  }

  type Test = (instance: ContainerInstance) => boolean
  function either(): Test {
    let test = both()
    while (accept('or', '||')) {
      const [left, right] = [test, both()]
      test = instance => left(instance) || right(instance)
    }
    return test
  }
  function both(): Test {
    let test = one()
    while (accept('and', '&&')) {
      const [left, right] = [test, one()]
      test = instance => left(instance) && right(instance)
    }
    return test
  }
  function one(): Test {
    if (accept('not', '!')) {
      const test = one()
      return instance => !test(instance)
    }
    if (accept('(')) {
      const test = either()
      return accept(')') ? test : refuse()
    }
    return comparison()
  }
  function comparison(): Test {
    const read = subject(tokens[next++] ?? '') ?? refuse()
    const operator = (tokens[next++] ?? '').toLowerCase()
    if (operator === 'exists') return instance => read(instance) !== undefined
    if (operator === '!exists') return instance => read(instance) === undefined
    if (operator === 'in' || operator === '!in' || operator === 'not_in') {
      const values = list()
      const isIn = (instance: ContainerInstance) => values.includes(read(instance) ?? '')
      return operator === 'in' ? isIn : instance => !isIn(instance)
    }
    const operand = tokens[next++]
    if (operand === undefined) return refuse()
    const matches = comparators[operator] ?? refuse()
    return instance => matches(read(instance), operand)
  }
  function list(): string[] {
    const isBracketed = accept('[', '(')
    const values: string[] = []
    while (next < tokens.length && !accept(']', ')')) {
      if (accept(',')) continue
      values.push(tokens[next++] ?? '')
      if (!isBracketed && peek() !== ',') break
    }
    return values.length === 0 ? refuse() : values
  }

  const test = either()
  return next === tokens.length ? test : refuse()
}

const comparators: Readonly<Record<string, (value: string | undefined, operand: string) => boolean>> = {
  '==': (value, operand) => value === operand,
  equals: (value, operand) => value === operand,
  '!=': (value, operand) => value !== operand,
  not_equals: (value, operand) => value !== operand,
  '=~': (value, operand) => value !== undefined && pattern(operand).test(value),
  matches: (value, operand) => value !== undefined && pattern(operand).test(value),
  '!~': (value, operand) => value === undefined || !pattern(operand).test(value),
  not_matches: (value, operand) => value === undefined || !pattern(operand).test(value),
}

function subject(token: string): ((instance: ContainerInstance) => string | undefined) | undefined {
  if (token === 'ec2InstanceId') return ({ ec2InstanceId }) => ec2InstanceId
  if (token === 'agentConnected') return ({ agentConnected }) => String(agentConnected)
  const [, name] = /^attribute:(.+)$/.exec(token) ?? []
  return name === undefined ? undefined : instance => attributeOf(instance, name)
}

/** The value of an attribute; an attribute without a value has the empty text. */
export function attributeOf(instance: ContainerInstance, name: string): string | undefined {
  const found = instance.attributes.find(attribute => attribute.name === name)
  return found === undefined ? undefined : (found.value ?? '')
}

/** `*` stands for any text; everything else of a pattern is a regular expression, which must match the whole value. */
function pattern(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text.replaceAll(/(?<![.\])\\])\*/g, '.*')})$`)
  } catch {
    throw invalidParameter(`Invalid expression: ${text}`)
  }
}

function tokensOf(expression: string): string[] {
  const found = expression.match(
    /"[^"]*"|'[^']*'|==|!=|=~|!~|&&|\|\||!in\b|!exists\b|[()[\],!]|[^\s()[\],!=&|]+/g,
  )
  return (found ?? []).map(token => token.replace(/^(["'])(.*)\1$/, '$2'))
}
