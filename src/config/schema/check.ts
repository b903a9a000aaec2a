import { z } from 'zod'

/*
 * The message of every schema issue is the hint ("Use …"); schema-findings.ts describes what is wrong with the
 * value. A check with its own error code passes it in `params`.
 */

export interface Refusal {
  readonly code: string
  /** Continues "KEY is VALUE, …", or for a key "invalid key KEY: …". */
  readonly problem?: string
  readonly why?: string
  readonly hint: string
  /** The value may be a secret and must not be shown. */
  readonly isSecret?: boolean
}

/** For `superRefine`: `find` returns what is wrong with the value, if anything. */
export function refuse<Value>(find: (value: Value) => Refusal | undefined) {
  return (value: Value, context: z.RefinementCtx<Value>): void => {
    const refusal = find(value)
    if (refusal) context.addIssue({ code: 'custom', params: { ...refusal }, message: refusal.hint })
  }
}

/** An object without unknown keys; the message of that issue is the list of known keys. */
export function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: issue => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  })
}

/** For `superRefine` of a map: checks it even if a part of it has a fault, so that both are reported. */
export const evenWithFaults = {
  when: ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null,
}

export function text(pattern: RegExp, hint: string) {
  return z.string().regex(pattern, hint)
}

/** Values by name. An invalid name does not hide faults of its value. */
export function byName<Value extends z.ZodType>(pattern: RegExp, hint: string, value: Value) {
  const name = text(pattern, hint)
  return z
    .record(z.string(), value)
    .superRefine((values, context) => {
      for (const key of Object.keys(values)) {
        const { error } = name.safeParse(key)
        if (error === undefined) continue
        context.addIssue({ code: 'invalid_key', origin: 'record', issues: error.issues, path: [key] })
      }
    }, evenWithFaults)
    .meta({ propertyNames: { type: 'string', pattern: pattern.source } })
}

/** An integer within limits. */
export function wholeNumber(from: number, to: number, unit: string) {
  const hint = `Use a whole number of ${unit} from ${from} to ${to}.`
  return z.int(hint).min(from, hint).max(to, hint)
}

/** A list without repeated values. */
export function listOf<Item extends z.ZodType<string>>(item: Item) {
  return z.array(item).superRefine(
    (values, context) => {
      values.forEach((value, index) => {
        if (values.indexOf(value) === index) return
        const params: Refusal = {
          code: 'VALUE_DUPLICATE',
          problem: 'which is already in the list',
          hint: 'Remove it.',
        }
        context.addIssue({ code: 'custom', path: [index], params: { ...params }, message: params.hint })
      })
    },
    { when: ({ value }) => Array.isArray(value) },
  )
}
