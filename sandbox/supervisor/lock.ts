import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processStartOf } from './running-sandbox.ts'

/** Runs the work while no other process has the lock file. Ignores the lock of a process that has ended. */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(dirname(file), { recursive: true })
  while (!(await take(file))) await sleep(50)
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const lock = await open(file, 'wx')
    await lock.writeFile(`${process.pid} ${await processStartOf(process.pid)}\n`)
    await lock.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const holder = (await readFile(file, 'utf8').catch(() => '')).trim()
    const [pid, start] = holder.split(' ')
    // A new lock file whose owner has not written its process id yet.
    if (start !== undefined && (await processStartOf(Number(pid))) !== start) await rm(file, { force: true })
    return false
  }
}
