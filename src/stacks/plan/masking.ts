/** Hides what looks secret in the plan. */
export interface Masking {
  /** Hides the value if its name says that it is a secret, or if it has a secret in it. */
  readonly named: (name: string, value: string) => string
  /** Hides secrets in a text: passwords in URLs, `NAME=value`, `--password value`, and the given secrets. */
  readonly text: (value: string) => string
  /** The words of a command. */
  readonly words: (words: readonly string[]) => string[]
  /** A property of a resource: a text or JSON. */
  readonly property: (name: string, value: string) => string
}

export const masked = '****'

/** @param secrets values to hide wherever they are */
export function masking(secrets: readonly string[]): Masking {
  const text = (value: string) => {
    const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, masked), value)
    const withoutUrls = rules.reduce(
      (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
      known,
    )
    return [assignment, flag].reduce(
      (rest, pattern) =>
        rest.replace(pattern, (all: string, start: string, name: string, between: string) =>
          isSecretName(name) ? `${start}${name}${between}${masked}` : all,
        ),
      withoutUrls,
    )
  }
  const named = (name: string, value: string) =>
    (isSecretName(name) && !isReference(value)) || text(value) !== value ? masked : value
  /** A value may have spaces: `DB_PASSWORD=two words`. */
  const word = (value: string) => {
    const [, start, name = ''] = /^((?:--?)?([a-z][\w.-]*)=)[^$]/i.exec(value) ?? []
    return start !== undefined && isSecretName(name) ? `${start}${masked}` : text(value)
  }
  const words = (given: readonly string[]) =>
    given.map((one, index) => (isSecretFlag(given[index - 1]) ? masked : word(one)))

  const json = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) {
      return value.every(item => typeof item === 'string')
        ? words(value)
        : value.map(item => json(item, name))
    }
    if (typeof value === 'object' && value !== null) {
      const pair = value as Readonly<Record<string, unknown>>
      return Object.fromEntries(
        Object.entries(value).map(([key, child]) => [
          key,
          key === 'Value' && typeof child === 'string' && typeof pair.Name === 'string'
            ? named(pair.Name, child)
            : json(child, key),
        ]),
      )
    }
    if (typeof value !== 'string') return value
    return isSecretProperty(name) && !isReference(value) ? masked : word(value)
  }

  const property = (name: string, value: string) => {
    if (!/^\s*(\[|\{(?!\{))/.test(value)) return String(json(value, name))
    try {
      const parsed: unknown = JSON.parse(value)
      const result = JSON.stringify(json(parsed, name))
      return result === JSON.stringify(parsed) ? value : result
    } catch {
      // CloudFormation cuts long values off.
      return value.match(/[\w.-]+/g)?.some(isSecretName) ? masked : text(value)
    }
  }
  return { named, text, words, property }
}

/** Whether a variable or a parameter of this name holds a secret, e.g. `DB_PASS`, `signingKey`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) || /(^|[_.-])key\d*$/i.test(name) || /[a-z0-9]Key\d*$/.test(name)
}

/** A command's flag, e.g. `--db-password`, whose next word is a secret. */
export function isSecretFlag(word: string | undefined): boolean {
  return word !== undefined && /^--?[\w.-]+$/.test(word) && isSecretName(word)
}

const secretName =
  /secret|token|pass|pwd|credential|private|(?:api|access|encryption|signing|ssh|master)[_-]?key|auth|salt|dsn|connection/i

/** Stricter than the name of a variable: `AuthorizationType` is no secret, and a tag has a `Key`. */
function isSecretProperty(name: string): boolean {
  if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(name)) return isSecretName(name)
  return /(password|passphrase|passwd|secret|secretstring|token|credentials?|(api|private|signing|encryption)key)\d*$/i.test(
    name,
  )
}

/** Names a secret that is elsewhere. */
function isReference(value: string): boolean {
  return /^(arn:|\{\{)/.test(value)
}

const rules: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@"']*:)[^\s"']+@/gi, `$1${masked}@`],
  [/(\bhttps?:\/\/)[^/\s:@"']+@/gi, `$1${masked}@`],
  [/(\b(?:bearer|basic)\s+)[^\s"'$]{8,}/gi, `$1${masked}`],
]

/** `name=value`, `"name": "value"`; not a variable of a shell. */
const assignment =
  /(^|[^\w.-]|--?)([a-z][\w.-]*)(["']?(?:\s*=\s*|:\s+|(?<=["']):)["']?)(?!\$|\*{4})[^\s"'&;,}]+/gi

const flag = /(^|\s)(--?[a-z][\w.-]*)(\s+["']?)(?![-$]|\*{4})[^\s"']+/gi
