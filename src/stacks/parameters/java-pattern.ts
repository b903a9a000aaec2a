/**
 * CloudFormation matches AllowedPattern with Java's regular expressions. Returns the pattern for a whole value, or
 * undefined if JavaScript would read it differently, or not at all: CloudFormation then checks the value itself.
 */
export function javaPattern(pattern: string): RegExp | undefined {
  if (pattern.replaceAll(alike, '') !== '') return undefined
  try {
    return new RegExp(`^(?:${pattern})$`)
  } catch {
    return undefined
  }
}

const escaped = String.raw`\\(?:[dDwWbBtnrf]|[^A-Za-z0-9]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})`
const quantifier = String.raw`(?:[*+?]|\{\d+(?:,\d*)?\})\??(?!\+)`
const group = String.raw`\((?!\?)|\(\?(?:[:=!]|<[=!]|<[A-Za-z][A-Za-z0-9]*>)`
// Java reads "[" and "&&" in a class as a nested class and an intersection.
const set = String.raw`\[\^?(?:${escaped}|&(?!&)|[^\\[\]&])+\]`
const plain = String.raw`[^\\[\]{}()*+?]|\)`

/**
 * What both engines read alike (java.util.regex.Pattern; ECMAScript). Not in it: \p, \s (Unicode in JavaScript), \A, \z,
 * \Q, possessive quantifiers, flags, and nested classes.
 */
const alike = new RegExp([escaped, quantifier, group, set, plain].join('|'), 'g')
