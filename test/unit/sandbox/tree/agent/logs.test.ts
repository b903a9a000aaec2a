import { expect, test } from 'vitest'
import { evaluateInAgent } from '#test/helpers/agent-module.ts'

test('the stream is PREFIX/CONTAINER/TASK, or the id of the container', async () => {
  const stream = (options: object) =>
    evaluateInAgent('logs', 'logs.stream_of(given["options"], "web", "task", "id")', { options })
  expect(await stream({ 'awslogs-stream-prefix': 'ecs' })).toBe('ecs/web/task')
  expect(await stream({})).toBe('id')
})

test('a batch has at most 10,000 events and 1 MiB with 26 bytes for each event, in the order of time', async () => {
  const sizes = (events: string) =>
    evaluateInAgent('logs', `[len(batch) for batch in logs.batches(${events})]`)
  expect(await sizes('[{"timestamp": 1, "message": "x"}] * 20001')).toEqual([10_000, 10_000, 1])
  expect(await sizes(`[{"timestamp": 1, "message": "x" * (262144 - 26)}] * 5`)).toEqual([4, 1])
  expect(
    await evaluateInAgent(
      'logs',
      '[e["timestamp"] for e in logs.batches([{"timestamp": 2, "message": "b"}, {"timestamp": 1, "message": "a"}])[0]]',
    ),
  ).toEqual([1, 2])
})

test('empty lines are left out, and long ones are split', async () => {
  expect(await evaluateInAgent('logs', 'logs.messages(b"")')).toEqual([])
  expect(await evaluateInAgent('logs', '[len(part) for part in logs.messages(b"x" * 300000)]')).toEqual([
    262_118, 37_882,
  ])
})
