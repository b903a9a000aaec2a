import { readdir, readFile } from 'node:fs/promises'

export interface ProcessFacts {
  readonly pid: number
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** Every process that this one started, and theirs, as the kernel sees them. */
export async function descendantsOf(pid: number): Promise<readonly ProcessFacts[]> {
  const numbers = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
  const parents = new Map(
    await Promise.all(numbers.map(async number => [number, await parentOf(number)] as const)),
  )
  const descends = (number: number): boolean => {
    const parent = parents.get(number)
    return parent !== undefined && (parent === pid || descends(parent))
  }
  return Promise.all(numbers.filter(descends).map(factsOf))
}

async function parentOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const parent = /^PPid:\s*(\d+)$/m.exec(status)?.[1]
  return parent === undefined ? undefined : Number(parent)
}

async function factsOf(pid: number): Promise<ProcessFacts> {
  const read = async (name: string) => {
    const text = await readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
    return text.split('\0').filter(Boolean)
  }
  const environment = (await read('environ')).map(entry => {
    const end = entry.indexOf('=')
    return [entry.slice(0, end), entry.slice(end + 1)]
  })
  return { pid, arguments: await read('cmdline'), environment: Object.fromEntries(environment) }
}
