import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withPushFolder } from '#sandbox/supervisor/push-folder.ts'
import { stopSandbox } from '#sandbox/supervisor/stop.ts'

const file = join(import.meta.dirname, '../../../../sandbox/supervisor/push-folder.ts')

describe('the folder of a push', () => {
  let state: string

  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'push-folder-'))
  })
  afterEach(() => rm(state, { recursive: true, force: true }))

  const left = () => readdir(join(state, 'pushes'))

  it('is in the state folder, is only for its user, and is deleted after the push', async () => {
    await withPushFolder(state, async folder => {
      expect(folder.startsWith(join(state, 'pushes/'))).toBe(true)
      expect((await stat(folder)).mode & 0o777).toBe(0o700)
      expect((await stat(join(state, 'pushes'))).mode & 0o777).toBe(0o700)
    })
    expect(await left()).toEqual([])
  })

  it('is deleted when the push fails', async () => {
    const failed = withPushFolder(state, () => Promise.reject(new Error('no')))
    await expect(failed).rejects.toThrow('no')
    expect(await left()).toEqual([])
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is deleted when %s ends the process', async signal => {
    const program = `
      import { writeFileSync } from 'node:fs'
      import { withPushFolder } from ${JSON.stringify(file)}
      await withPushFolder(${JSON.stringify(state)}, async folder => {
        writeFileSync(folder + '/auth.json', 'token')
        console.log('ready')
        await new Promise(resolve => setTimeout(resolve, 60000))
      })`
    const push = execa(process.execPath, ['--input-type=module', '--eval', program], { reject: false })
    for await (const line of push.iterable()) if (line === 'ready') push.kill(signal)
    expect((await push).signal).toBe(signal)
    expect(await left()).toEqual([])
  })

  it('is deleted by "sandbox stop" if the push was killed', async () => {
    await withPushFolder(state, async folder => {
      await writeFile(join(folder, 'auth.json'), 'token')
      await stopSandbox(state)
      expect(await readdir(state)).toEqual([])
    })
  })
})
