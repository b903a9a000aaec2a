import { z } from 'zod'

/**
 * Parts of the documents. Other principals of the account can write to the state bucket, so every text has a limit, and
 * no control characters that a terminal would obey.
 */
export const line = z
  .string()
  .max(1024)
  .refine(text => !/\p{Cc}|\p{Cf}/u.test(text), 'must not have control characters')

export const imageId = z.string().regex(/^ami-[0-9a-f]{8,17}$/)
export const accountId = z.string().regex(/^\d{12}$/)
export const region = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/)
export const runId = z.string().regex(/^\d{8}-\d{6}-[0-9a-f]{4}$/)

/** ISO 8601 in UTC, as `Date.toISOString` writes it. */
export const time = z.iso.datetime({ precision: 3 })

/** Name of a project. */
export const projectName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/)

/** Name of an image, a stack or a channel. */
export const shortName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
