import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { accepts } from '../supervisor/probe.ts'

/** On the loopback interface of the sandbox's network namespace. */
export const storageAddress = { host: '127.0.0.1', port: 5001 }

/** Debian's docker-registry: layers and manifests in files, without access control. */
export interface ImageStorage {
  /** Resolves when the registry listens; starts it first if necessary. */
  ready(): Promise<void>
}

/** `program` downloads docker-registry on first use. Layers of an earlier sandbox are deleted. */
export async function createImageStorage(options: {
  readonly stateFolder: string
  readonly program: () => Promise<string>
}): Promise<ImageStorage> {
  const folder = join(options.stateFolder, 'registry')
  await rm(folder, { recursive: true, force: true })
  let running: Promise<ChildProcess> | undefined

  async function start(): Promise<ChildProcess> {
    const program = await options.program()
    await mkdir(folder, { recursive: true })
    const file = join(folder, 'config.json')
    await writeFile(file, JSON.stringify(configuration(folder)))
    const child = spawn(program, ['serve', file], { stdio: ['ignore', 'inherit', 'inherit'] })
    const ended = once(child, 'exit').then(([code, signal]) => {
      running = undefined
      throw new Error(`docker-registry exited with ${signal ?? `status ${code}`}; the log has the reason`)
    })
    ended.catch((error: Error) => console.error(error.message))
    await Promise.race([listening(), ended])
    return child
  }

  return {
    async ready() {
      running ??= start()
      const starting = running
      await starting.catch((error: Error) => {
        // The next request tries again.
        if (running === starting) running = undefined
        throw error
      })
    },
  }
}

/** YAML, of which JSON is a part. */
function configuration(folder: string) {
  return {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: `${storageAddress.host}:${storageAddress.port}`, relativeurls: true, secret: 'sandbox' },
  }
}

async function listening(): Promise<void> {
  while (!(await accepts(storageAddress))) await sleep(20)
}
