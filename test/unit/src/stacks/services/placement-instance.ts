import type { PlacementInstance } from '#src/aws/ecs-service.ts'

/** An empty instance with 2 CPUs. */
export function instance(given: Partial<PlacementInstance> = {}): PlacementInstance {
  return {
    arn: 'arn:1',
    instanceId: 'i-1',
    isTaking: true,
    cpu: 2048,
    memory: 3800,
    tcpPorts: ['22', '51678'],
    udpPorts: [],
    attributes: { 'ecs.cpu-architecture': 'x86_64', 'ecs.availability-zone': 'us-east-1a' },
    capacityProvider: null,
    ...given,
  }
}
