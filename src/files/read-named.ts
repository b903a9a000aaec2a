import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { FileSystem } from '../ports/ports.ts'
import { UnusableFile } from './unusable-file.ts'

type Opener = Pick<FileSystem, 'open'>

/**
 * Reads a file that a configuration, an option or a variable names: a regular file of limited size, because a device
 * never ends and a pipe may never begin.
 *
 * @throws UnusableFile
 */
export function readNamed(file: string, mostBytes: number, fileSystem: Opener): Promise<Buffer> {
  return withRegularFile(file, mostBytes, fileSystem, async handle => {
    const chunks: Buffer[] = []
    for await (const chunk of chunksOf(handle, file, mostBytes)) chunks.push(chunk)
    return Buffer.concat(chunks)
  })
}

/** SHA-256 in hexadecimal and mode of such a file; the content is not kept. @throws UnusableFile */
export function hashNamed(
  file: string,
  mostBytes: number,
  fileSystem: Opener,
): Promise<{ readonly sha256: string; readonly mode: number }> {
  return withRegularFile(file, mostBytes, fileSystem, async (handle, mode) => {
    const hash = createHash('sha256')
    for await (const chunk of chunksOf(handle, file, mostBytes)) hash.update(chunk)
    return { sha256: hash.digest('hex'), mode }
  })
}

/** At most the first `count` bytes of such a file of any size. @throws UnusableFile */
export function firstBytes(file: string, count: number, fileSystem: Opener): Promise<Buffer> {
  return withRegularFile(file, Number.POSITIVE_INFINITY, fileSystem, async handle => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0)
    return buffer.subarray(0, bytesRead)
  })
}

async function withRegularFile<Value>(
  file: string,
  mostBytes: number,
  fileSystem: Opener,
  use: (handle: FileHandle, mode: number) => Promise<Value>,
): Promise<Value> {
  // Without O_NONBLOCK, opening a pipe waits for its other end.
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants
  const handle = await fileSystem.open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY).catch(cause => {
    throw UnusableFile.from(file, cause)
  })
  try {
    const found = await handle.stat()
    if (found.isDirectory()) throw new UnusableFile('folder', file, 'is a folder')
    if (!found.isFile()) throw new UnusableFile('special', file, 'is not a regular file')
    if (found.size > mostBytes) throw tooLarge(file, mostBytes, found.size)
    return await use(handle, found.mode)
  } catch (cause) {
    throw UnusableFile.from(file, cause)
  } finally {
    await handle.close()
  }
}

const chunkSize = 65_536

/** The size that the file had is no limit: files of /proc have none, and others grow. */
async function* chunksOf(handle: FileHandle, file: string, mostBytes: number): AsyncGenerator<Buffer> {
  for (let total = 0; ; ) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(chunkSize), 0, chunkSize)
    if (bytesRead === 0) return
    total += bytesRead
    if (total > mostBytes) throw tooLarge(file, mostBytes, total)
    yield buffer.subarray(0, bytesRead)
  }
}

function tooLarge(file: string, mostBytes: number, size: number): UnusableFile {
  return new UnusableFile('size', file, `has ${size} bytes; the limit is ${mostBytes}`, { size })
}
