import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findProcess, findRunning, forgetRunning, writeRunning } from '#sandbox/supervisor/running-sandbox.ts'

describe.runIf(process.platform === 'linux')('the sandbox that runs in a state folder', () => {
  let stateFolder: string
  beforeEach(async () => {
    stateFolder = await mkdtemp(join(tmpdir(), 'state-'))
  })
  afterEach(() => rm(stateFolder, { recursive: true }))

  const sandbox = (pid: number) => ({
    pid,
    endpoint: 'http://10.64.0.1',
    accountId: '912345678901',
    region: 'us-east-1',
    stateFolder,
  })

  test('is found while its process is running', async () => {
    await writeRunning(sandbox(process.pid), true)
    expect(await findRunning(stateFolder)).toMatchObject(sandbox(process.pid))
  })

  test('is not found before it responds, but its process is', async () => {
    await writeRunning(sandbox(process.pid), false)
    expect(await findRunning(stateFolder)).toBeUndefined()
    expect(await findProcess(stateFolder)).toMatchObject({ pid: process.pid })
  })

  test('is not found when its process has ended', async () => {
    const child = execFile('sleep', ['60'])
    await writeRunning(sandbox(child.pid ?? 0), true)
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill()
    await ended
    expect(await findRunning(stateFolder)).toBeUndefined()
  })

  test('is not found after its record is deleted, or if there was none', async () => {
    expect(await findRunning(stateFolder)).toBeUndefined()
    await writeRunning(sandbox(process.pid), true)
    await forgetRunning(stateFolder)
    expect(await findRunning(stateFolder)).toBeUndefined()
  })
})
