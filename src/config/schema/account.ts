import { z } from 'zod'

const hint = 'Use 12 digits in quotes; without quotes, YAML drops leading zeros.'

export const account = z.string(hint).regex(/^\d{12}$/, hint)
