import { validationError } from './validation-error.ts'

/**
 * A regular expression of Java for a whole value, as JavaScript's.
 * @throws ApiError `ValidationError` for one that the sandbox cannot translate
 */
export function javaPattern(pattern: string): RegExp {
  const translated = pattern
    .replaceAll(/\\p\{(\w+)\}/g, (whole, name: string) => posix[name] ?? whole)
    .replaceAll('\\A', '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll('\\h', String.raw`[ \t]`)
  try {
    return new RegExp(`^(?:${translated})$`)
  } catch {
    throw validationError(`the sandbox cannot evaluate the AllowedPattern ${pattern}`)
  }
}

/** Classes of java.util.regex.Pattern, for use outside of a class. */
const posix: Readonly<Record<string, string>> = {
  Alnum: '[A-Za-z0-9]',
  Alpha: '[A-Za-z]',
  Digit: '[0-9]',
  Lower: '[a-z]',
  Upper: '[A-Z]',
  XDigit: '[0-9A-Fa-f]',
  Punct: String.raw`[!-/:-@\[-\`{-~]`,
  Space: String.raw`[ \t\n\x0B\f\r]`,
  Graph: '[!-~]',
  Print: '[ -~]',
}
