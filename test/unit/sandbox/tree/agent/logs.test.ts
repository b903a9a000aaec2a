import { expect, test } from 'vitest'
import { evaluateInAgent, runInAgent } from '#test/helpers/agent-module.ts'

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

test('the queue of events is limited, and drops later ones until earlier ones are sent', async () => {
  const statements = `
from ecs import logs
logs.QUEUE_BYTES, logs.FLUSH_SECONDS = 300, 60
sent = []
is_down = True
def call(action, payload):
    if is_down:
        raise OSError("down")
    sent.append(len(payload["logEvents"]))
stream = logs.Stream("group", "stream", call)
def write_and_flush():
    for _ in range(10):
        stream.write(b"x" * 74)
    stream._flush()
    return len(stream._events)
sys.stdout, output = sys.stderr, sys.stdout
counts = [write_and_flush(), write_and_flush()]
is_down = False
stream._flush()
write_and_flush()
sys.stdout = output
result = {"waiting": counts, "sent": sent}`
  expect(await runInAgent(statements)).toEqual({ waiting: [3, 3], sent: [3, 3] })
})

test('json-file keeps at most max-file files of max-size', async () => {
  const statements = `
import os, tempfile
from ecs import logs
folder = tempfile.mkdtemp()
def write(files):
    file = logs.File(f"{folder}/log{files}", 10, files)
    for number in range(7):
        file.write(b"line%d" % number)
    file.close(0)
write(1)
write(3)
result = {name: open(f"{folder}/{name}").read() for name in sorted(os.listdir(folder))}`
  expect(await runInAgent(statements)).toEqual({
    log1: 'line6\n',
    log3: 'line6\n',
    'log3.1': 'line5\n',
    'log3.2': 'line4\n',
  })
})

test('a size without a limit is that of the sandbox', async () => {
  const size = (text: string | null) => evaluateInAgent('logs', 'logs.size_of(given["text"])', { text })
  expect(await size('512')).toBe(512)
  expect(await size('20m')).toBe(20 * 1024 * 1024)
  expect(await size('1G')).toBe(1024 ** 3)
  for (const none of [null, '-1', '0', 'x']) expect(await size(none)).toBe(10 * 1024 * 1024)
})
