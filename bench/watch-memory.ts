import type { StackEvent } from '#src/aws/stack.ts'
import { createFamily } from '#src/stacks/watch/family.ts'
import { createProgress } from '#src/stacks/watch/progress.ts'
import { createRootCauseFinder } from '#src/stacks/watch/root-cause.ts'

/** Run with --expose-gc: prints how many bytes of memory ten thousand watched events leave behind. */
const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/fleet/1'
const rounds = 1000
const eventsInRound = 10

let count = 0
function newEvent(): StackEvent {
  count += 1
  return {
    eventId: `event-${count}`,
    stackId,
    stackName: 'fleet',
    logicalId: `Resource${count % 50}`,
    physicalId: `physical-${count}`,
    type: 'AWS::Logs::LogGroup',
    status: 'UPDATE_COMPLETE',
    reason: 'x'.repeat(200),
    time: new Date(count * 1000),
    token: null,
  }
}

let batch: StackEvent[] = []
// A page holds what is new and, before that, what was told: the watch stops there.
const page = async () => ({ events: batch, next: null })
const family = createFamily(stackId, null, page)
const finder = createRootCauseFinder()
const progress = createProgress(50, { progress: () => undefined, output: () => undefined })

async function watchRounds(number: number): Promise<void> {
  for (let round = 0; round < number; round += 1) {
    const last = batch[0]
    const fresh = Array.from({ length: eventsInRound }, newEvent).toReversed()
    batch = last === undefined ? fresh : [...fresh, last]
    for (const event of await family.read()) {
      finder.add(event)
      progress.add(event)
    }
  }
}

await watchRounds(100)
globalThis.gc?.()
const before = process.memoryUsage().heapUsed
await watchRounds(rounds)
globalThis.gc?.()
console.log(process.memoryUsage().heapUsed - before)
