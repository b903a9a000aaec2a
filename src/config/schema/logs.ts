import { z } from 'zod'
import { listOf, strict } from './check.ts'

const groups = ['dmesg', 'messages', 'docker', 'ecs-init', 'ecs-agent', 'ecs-audit'] as const

/** Values that PutRetentionPolicy of CloudWatch Logs accepts. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const

export const logs = strict({
  groups: listOf(z.enum(groups))
    .default([...groups])
    .describe('Logs that an instance sends to CloudWatch Logs; [] for none.'),
  retentionDays: z
    .literal([...retentionDays])
    .optional()
    .describe('Days that CloudWatch Logs keeps log events. Default: they never expire.'),
})
  .prefault({})
  .describe('Logs that an instance sends to CloudWatch Logs.')
