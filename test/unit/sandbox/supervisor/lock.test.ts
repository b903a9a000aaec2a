import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withLock } from '#sandbox/supervisor/lock.ts'

describe.runIf(process.platform === 'linux')('a lock', () => {
  let folder: string
  let file: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lock-'))
    file = join(folder, 'lock')
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('runs one after the other', async () => {
    const steps: string[] = []
    const work = (name: string) => async () => {
      steps.push(`${name} begins`)
      await sleep(20)
      steps.push(`${name} ends`)
    }
    await Promise.all([withLock(file, work('a')), withLock(file, work('b'))])
    const [first = ''] = steps
    const [one, other] = first.startsWith('a') ? ['a', 'b'] : ['b', 'a']
    expect(steps).toEqual([`${one} begins`, `${one} ends`, `${other} begins`, `${other} ends`])
  })

  test('is released when the work fails', async () => {
    await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(access(file)).rejects.toThrow()
  })

  test('of a process that has ended is ignored', async () => {
    // No process has that start time.
    await writeFile(file, `${process.pid} 1\n`)
    expect(await withLock(file, async () => 'done')).toBe('done')
  })
})
