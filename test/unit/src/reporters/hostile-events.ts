import fc from 'fast-check'
import type { ToolEvent } from '#src/events/events.ts'
import { hostileText } from '#test/helpers/hostile.ts'

const step = 'build' as const
const text = hostileText

/** Events with hostile texts, one of each type: a new type of event does not compile without its own. */
export const events: {
  readonly [Type in ToolEvent['type']]: fc.Arbitrary<Extract<ToolEvent, { type: Type }>>
} = {
  'run-started': fc.record({
    type: fc.constant('run-started'),
    kind: fc.constantFrom('bake', 'deploy', 'watch'),
    subject: text,
    image: text,
    stackName: text,
    runId: text,
    region: text,
    accountId: text,
    identity: text,
    runFolder: text,
  }),
  'step-started': fc.record({
    type: fc.constant('step-started'),
    step: fc.constant(step),
    expectedSeconds: fc.constantFrom(null, 90),
  }),
  'step-progress': fc.record({ type: fc.constant('step-progress'), step: fc.constant(step), detail: text }),
  'step-output': fc.record({ type: fc.constant('step-output'), step: fc.constant(step), line: text }),
  'step-finished': fc.record({
    type: fc.constant('step-finished'),
    step: fc.constant(step),
    summary: text,
    durationSeconds: fc.constant(3),
  }),
  'step-failed': fc.record({
    type: fc.constant('step-failed'),
    step: fc.constant(step),
    isInterrupted: fc.boolean(),
    durationSeconds: fc.constant(3),
  }),
  notice: fc.record({ type: fc.constant('notice'), text }),
  'run-finished': fc.record({
    type: fc.constant('run-finished'),
    outcome: fc.constantFrom('baked', 'failed'),
    durationSeconds: fc.constant(3),
  }),
  'stack-moved': fc.record({
    type: fc.constant('stack-moved'),
    time: text,
    depth: fc.constantFrom(0, 2),
    logicalId: text,
    resourceType: text,
    status: text,
    reason: text,
    instances: fc.array(fc.record({ instanceId: text, ami: text }), { maxLength: 2 }),
  }),
  'service-moved': fc.record({
    type: fc.constant('service-moved'),
    time: text,
    service: text,
    taskDefinition: text,
    desired: fc.constant(2),
    pending: fc.constant(1),
    running: fc.constantFrom(1, 2),
    healthy: fc.constant(2),
    failed: fc.constantFrom(0, 1),
    old: fc.constantFrom(0, 1),
  }),
  'service-reported': fc.record({
    type: fc.constant('service-reported'),
    time: text,
    service: text,
    message: text,
  }),
  'task-moved': fc.record({
    type: fc.constant('task-moved'),
    time: text,
    service: text,
    taskId: text,
    status: text,
    instanceId: text,
    ageSeconds: fc.constant(5),
    health: text,
    reason: text,
  }),
  'task-log': fc.record({
    type: fc.constant('task-log'),
    service: text,
    taskId: text,
    container: text,
    lines: fc.array(text, { maxLength: 3 }),
  }),
  'service-failing': fc.record({
    type: fc.constant('service-failing'),
    time: text,
    service: text,
    code: text,
    summary: text,
    hint: text,
  }),
}
