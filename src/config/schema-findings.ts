import type { z } from 'zod'
import { type Finding, formatPath, type Path, showValue, valueAt } from './finding.ts'
import { nearest } from './nearest.ts'
import type { Refusal } from './schema/check.ts'
import { sectionKey } from './section-key.ts'

type Issue = z.core.$ZodIssue

/** The schema's issues as faults: the first of each key, because the others usually follow from it. */
export function schemaFindings(issues: readonly Issue[], root: unknown): Finding[] {
  const findings = issues.flatMap(issue => explain(issue, [], root))
  const firstOfKey = new Map(findings.toReversed().map(finding => [formatPath(finding.path), finding]))
  return findings.filter(finding => firstOfKey.get(formatPath(finding.path)) === finding)
}

/** The hint for issues to which the schema gives none. */
export function defaultRemedy(issue: { code?: string; expected?: string; values?: unknown[] }): string {
  if (issue.code === 'invalid_type')
    return remedyOfType[issue.expected ?? ''] ?? 'Use a value of the expected type.'
  if (issue.code === 'invalid_value') return `Use ${oneOf(issue.values ?? [])}.`
  return 'See docs/configuration.md.'
}

function explain(issue: Issue, above: Path, root: unknown): Finding[] {
  const path = [...above, ...(issue.path as Path)]
  const value = valueAt(root, path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => unknownKey([...path, key], issue.message.split(' ')))
    case 'invalid_union':
      return explainUnion(issue, path, root)
    case 'invalid_key':
      return issue.issues.slice(0, 1).map(inner => wrongKey(inner as Issue, path))
    case 'custom':
      return [refused(issue.params as Refusal | undefined, issue.message, path, value)]
    default:
      return [wrongValue(issue, path, value)]
  }
}

/** When a value may have several types, explains it by the type that the value has. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, root: unknown): Finding[] {
  const isOtherKind = ({ code, path: [first] }: Issue) =>
    first === undefined && (code === 'invalid_type' || code === 'invalid_value')
  const meant = issue.errors.find(errors => !errors.some(isOtherKind))
  if (meant) return meant.flatMap(inner => explain(inner, path, root))
  const value = valueAt(root, path)
  return [value === null ? empty(path) : outOfKind(path, value, 'VALUE_TYPE', issue.message)]
}

function unknownKey(path: Path, known: readonly string[]): Finding {
  const key = String(path.at(-1))
  const meant = nearest(key, known) ?? sectionKey(path)
  return {
    code: 'KEY_UNKNOWN',
    path,
    atKey: true,
    what: `unknown key "${formatPath(path)}"`,
    hint: meant === undefined ? `Use ${oneOf(known)}.` : `Did you mean "${meant}"?`,
  }
}

function wrongKey(issue: Issue, path: Path): Finding {
  const refusal = issue.code === 'custom' ? (issue.params as Refusal | undefined) : undefined
  return {
    code: refusal?.code ?? 'VALUE_FORMAT',
    path,
    atKey: true,
    what: `invalid key ${formatPath(path)}${refusal?.problem === undefined ? '' : `: ${refusal.problem}`}`,
    ...(refusal?.why === undefined ? {} : { why: refusal.why }),
    hint: issue.message,
  }
}

function refused(refusal: Refusal | undefined, hint: string, path: Path, value: unknown): Finding {
  if (refusal === undefined) return outOfKind(path, value, 'VALUE_NOT_ALLOWED', hint)
  const shown = refusal.isSecret ? '' : ` ${showValue(value)}`
  const problem = refusal.problem === undefined ? '' : `${shown === '' ? ' ' : ', '}${refusal.problem}`
  return {
    code: refusal.code,
    path,
    what: `${formatPath(path)} is${shown}${problem}`,
    ...(refusal.why === undefined ? {} : { why: refusal.why }),
    hint,
  }
}

function wrongValue(issue: Issue, path: Path, value: unknown): Finding {
  if (value === null) return empty(path)
  if (value === undefined) {
    const what = `${formatPath(path)} is missing`
    const hint = `Add "${path.at(-1)}"; see docs/configuration.md.`
    return { code: 'KEY_MISSING', path, what, hint }
  }
  return outOfKind(path, value, codes[issue.code] ?? 'VALUE_FORMAT', issue.message)
}

function outOfKind(path: Path, value: unknown, code: string, hint: string): Finding {
  const subject = path.length === 0 ? 'the configuration' : formatPath(path)
  return { code, path, what: `${subject} is ${showValue(value)}`, hint }
}

function empty(path: Path): Finding {
  return {
    code: 'VALUE_EMPTY',
    path,
    what: `${formatPath(path)} has no value`,
    hint: 'Set a value, or remove the line to use the default.',
  }
}

const codes: Readonly<Record<string, string>> = {
  invalid_type: 'VALUE_TYPE',
  invalid_value: 'VALUE_NOT_ALLOWED',
  too_small: 'VALUE_RANGE',
  too_big: 'VALUE_RANGE',
}

const remedyOfType: Readonly<Record<string, string>> = {
  string: 'Use a string; put numbers, true, false and null in quotes.',
  boolean: 'Use true or false, without quotes.',
  object: 'Use a map: indented lines "key: value".',
  record: 'Use a map: indented lines "key: value".',
  array: 'Use a list: indented lines that begin with "- ".',
}

function oneOf(values: readonly unknown[]): string {
  const texts = values.map(String)
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`
}
