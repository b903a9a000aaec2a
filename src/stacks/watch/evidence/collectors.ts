import { createGroupCollector } from './auto-scaling-group.ts'
import type { Collector, EvidenceSources } from './collector.ts'

/** The collectors by CloudFormation resource type. */
export function createCollectors(sources: EvidenceSources): ReadonlyMap<string, Collector> {
  return new Map([['AWS::AutoScaling::AutoScalingGroup', createGroupCollector(sources)]])
}
