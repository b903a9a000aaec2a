import { z } from 'zod'

const sections = z.record(
  z.string(),
  z.json(),
  'Use a map from a plugin, such as mem or disk, to its settings.',
)

export const metrics = z
  .object({ metrics_collected: sections })
  .catchall(z.json())
  .optional()
  .describe(
    'The section "metrics" of the configuration of the CloudWatch agent. The bake fails if the agent does not accept it.',
  )
