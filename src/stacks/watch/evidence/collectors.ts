import { waitConditionType } from '../group-signals.ts'
import { createGroupCollector } from './auto-scaling-group.ts'
import type { Collector, EvidenceSources } from './collector.ts'

/** The collectors by CloudFormation resource type. */
export function createCollectors(sources: EvidenceSources): ReadonlyMap<string, Collector> {
  const groups = createGroupCollector(sources)
  return new Map([
    ['AWS::AutoScaling::AutoScalingGroup', groups],
    [waitConditionType, groups],
  ])
}
