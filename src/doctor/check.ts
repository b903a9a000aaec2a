import { asToolError } from '../errors/tool-error.ts'

/** Checks one requirement of a bake. */
export interface Check {
  readonly name: string
  /** A bake fails without it. */
  readonly needed: boolean
  /** Checks that must pass first; otherwise this one would only report the same error. */
  readonly after: readonly string[]
  /** Returns what was found. Throws a ToolError that says what is missing and how to get it. */
  look(): Promise<string>
}

export interface CheckResult {
  readonly name: string
  readonly needed: boolean
  readonly ok: boolean
  /** What was found; null when the check failed. */
  readonly found: string | null
  /** Null when the check passed, or was skipped. */
  readonly error: {
    readonly code: string
    readonly message: string
    readonly why: string
    readonly hint: string
    readonly details: readonly string[]
  } | null
  /** The failed check because of which this one was skipped. */
  readonly skippedFor: string | null
}

/** Runs all checks, in parallel as far as `after` allows; the results are in the order of the checks. */
export async function makeChecks(checks: readonly Check[]): Promise<CheckResult[]> {
  const results = new Map<string, Promise<CheckResult>>()
  for (const check of checks) results.set(check.name, makeCheck(check, results))
  return Promise.all(results.values())
}

async function makeCheck(
  { name, needed, after, look }: Check,
  results: ReadonlyMap<string, Promise<CheckResult>>,
): Promise<CheckResult> {
  const result = { name, needed, ok: false, found: null, error: null, skippedFor: null }
  const before = await Promise.all(after.map(other => results.get(other)))
  const failed = before.find(other => other?.ok === false)
  if (failed !== undefined) return { ...result, skippedFor: failed.skippedFor ?? failed.name }
  try {
    return { ...result, ok: true, found: await look() }
  } catch (cause) {
    const { code, message, why, hint, details } = asToolError(cause)
    return { ...result, error: { code, message, why, hint, details } }
  }
}
