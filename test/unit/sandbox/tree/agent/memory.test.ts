import { expect, test } from 'vitest'
import { runInAgent } from '#test/helpers/agent-module.ts'

/** Which containers are over a limit; `sizes` in bytes by name, of containers that run. */
const exceeded = (limit: number | null, taskLimit: number | null, sizes: Record<string, number>) =>
  runInAgent(
    `
import os, tempfile
from ecs import memory
task = tempfile.mkdtemp()
pids = {}
for number, (name, size) in enumerate(given["sizes"].items()):
    os.makedirs(f"{task}/{name}")
    pids[name] = number + 1
    with open(f"{task}/{name}/pid", "w") as file:
        file.write(str(number + 1))
    if name.startswith("ended"):
        open(f"{task}/{name}/exit.json", "w").close()
by_pid = {pids[name]: size for name, size in given["sizes"].items()}
memory.processes = lambda pid: [pid]
memory.resident = memory.own = lambda pid: by_pid[pid]
guard = lambda name: memory.Guard(f"{task}/{name}", given["limit"], given["taskLimit"])
result = [name for name, pid in pids.items() if not name.startswith("ended") and guard(name).exceeded(pid)]`,
    { limit, taskLimit, sizes },
  )

test('a container over its own limit is killed', async () => {
  expect(await exceeded(100, null, { a: 101, b: 100 })).toEqual(['a'])
})

test('the largest container is killed if all of a task together are over the limit of the task', async () => {
  expect(await exceeded(null, 100, { a: 60, b: 60 })).not.toEqual([])
  expect(await exceeded(null, 100, { a: 30, b: 80 })).toEqual(['b'])
  expect(await exceeded(null, 100, { a: 50, b: 50 })).toEqual([])
})

test('a container that has ended does not count', async () => {
  expect(await exceeded(null, 100, { a: 60, ended: 60 })).toEqual([])
})

test('a limit of the container applies within that of the task', async () => {
  expect(await exceeded(40, 100, { a: 50, b: 30 })).toEqual(['a'])
})
