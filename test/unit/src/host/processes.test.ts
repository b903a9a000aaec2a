import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { processes } from '#src/host/processes.ts'

const started: ReturnType<typeof spawn>[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** A process in a group of its own that waits. */
async function waiting() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  })
  started.push(child)
  await once(child, 'spawn')
  return { child, id: child.pid ?? 0 }
}

test('a process has the same start mark each time, and no other process has it', async () => {
  const { id } = await waiting()
  const mark = await processes.startMark(id)
  expect(mark).toMatch(/./)
  expect(await processes.startMark(id)).toBe(mark)
  expect((await processes.self()).startMark).toMatch(/./)
  expect(await processes.self()).toMatchObject({ host: processes.host, processId: process.pid })
})

test('a group has its members, until it is ended', async () => {
  const { child, id } = await waiting()
  expect(await processes.membersOf(id)).toEqual([id])
  processes.signalGroup(id, 'SIGKILL')
  await once(child, 'exit')
  expect(await processes.membersOf(id)).toEqual([])
  expect(await processes.startMark(id)).toBeUndefined()
})

test('a signal to a group that has ended is no error', async () => {
  const { child, id } = await waiting()
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(() => processes.signalGroup(id, 'SIGINT')).not.toThrow()
})

test.skipIf(process.platform !== 'linux')('the working folder is known while the process runs', async () => {
  const { child, id } = await waiting()
  expect(await processes.workingFolder(id)).toBe('/')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await processes.workingFolder(id)).toBeUndefined()
})
