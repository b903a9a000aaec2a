import { z } from 'zod'
import { listOf, type Refusal, strict, text } from './check.ts'

const groups = ['dmesg', 'messages', 'docker', 'ecs-init', 'ecs-agent', 'ecs-audit'] as const

/** Values that PutRetentionPolicy of CloudWatch Logs accepts. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const

const groupHint = 'Use letters, digits and . _ / # - in the name of a log group.'

/** A log group cannot have `*` in its name. */
const logFile = strict({
  path: text(
    /^(?:\/[A-Za-z0-9._#*-]+)+$/,
    'Use an absolute path such as /var/log/app/app.log; "*" is any part of a name.',
  ).describe('Absolute path of the log file. With "*", the agent reads the newest file that matches.'),
  group: text(/^[A-Za-z0-9._#-]+(?:\/[A-Za-z0-9._#-]+)*$/, groupHint)
    .optional()
    .describe('Name of the log group below /STACK/ec2/GROUP/. Default: the path.'),
  timestampFormat: text(/^[^\n]*%[^\n]*$/, 'Use a format such as "%Y-%m-%d %H:%M:%S".')
    .optional()
    .describe('Format of the time in a line, as in the configuration of the CloudWatch agent.'),
}).superRefine(({ path, group }, context) => {
  if (!path.includes('*') || group !== undefined) return
  const hint = 'Add "group", because a log group cannot have "*" in its name.'
  const params: Refusal = { code: 'KEY_MISSING', problem: 'a pattern without a log group', hint }
  context.addIssue({ code: 'custom', path: ['path'], params: { ...params }, message: hint })
})

export const logs = strict({
  groups: listOf(z.enum(groups))
    .default([...groups])
    .describe('Logs that an instance sends to CloudWatch Logs; [] for none.'),
  files: z
    .array(logFile)
    .default([])
    .describe('Your own log files that an instance sends to CloudWatch Logs.'),
  retentionDays: z
    .literal([...retentionDays])
    .optional()
    .describe('Days that CloudWatch Logs keeps log events. Default: they never expire.'),
})
  .prefault({})
  .describe('Logs that an instance sends to CloudWatch Logs.')
