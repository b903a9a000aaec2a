import { z } from 'zod'

const plugins = z
  .record(z.string(), z.json(), 'Use a map from a plugin, such as mem or disk, to its settings.')
  .describe('Plugins of the CloudWatch agent, such as mem and disk, with their settings.')

export const metrics = z
  .object({ metrics_collected: plugins })
  .catchall(z.json())
  .optional()
  .describe(
    'The section "metrics" of the configuration of the CloudWatch agent. The bake fails if the agent does not accept it.',
  )
