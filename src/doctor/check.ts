import { asToolError } from '../errors/tool-error.ts'

/** One thing that a bake needs or may need. */
export interface Check {
  readonly name: string
  /** Without it a bake fails. */
  readonly needed: boolean
  /** Checks that have to be good first: without them this one could only repeat their complaint. */
  readonly after: readonly string[]
  /** The result says what is there; a ToolError says what is not, and how to get it. */
  look(): Promise<string>
}

export interface CheckResult {
  readonly name: string
  readonly needed: boolean
  readonly ok: boolean
  /** What is there; null when nothing is. */
  readonly found: string | null
  /** Null when all is well, or when a check that comes first failed. */
  readonly error: {
    readonly code: string
    readonly message: string
    readonly why: string
    readonly hint: string
    readonly details: readonly string[]
  } | null
  /** The check that failed first, so that this one was not made. */
  readonly skippedFor: string | null
}

/** Makes all checks, at once as far as they do not wait for each other; the results are in the checks' order. */
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
