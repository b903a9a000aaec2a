import { ConfigurationError, type Fault } from '../errors/fault.ts'
import type { FileSystem } from '../ports/ports.ts'

/** Bytes. Far more than any configuration written by hand. */
const largestSize = 1_000_000

/** First stage: the file's text. Throws a ConfigurationError. */
export async function readText(file: string, fileSystem: FileSystem): Promise<string> {
  const bytes = await readBytes(file, fileSystem).catch(error => {
    throw error instanceof ConfigurationError ? error : unreadable(file, error)
  })
  const text = decode(bytes)
  if (text === undefined) {
    throw refuse(file, 'CONFIG_NOT_TEXT', 'the configuration is not UTF-8 text', 'Save it as UTF-8 text.')
  }
  if (text.trim() === '') {
    throw refuse(file, 'CONFIG_EMPTY', 'the configuration is empty', smallest)
  }
  return text
}

const smallest = 'A minimal configuration has three lines: "images:", "  ecs:", "    base: al2023".'

async function readBytes(file: string, fileSystem: FileSystem): Promise<Uint8Array> {
  const found = await fileSystem.stat(file)
  if (!found.isFile()) {
    const kind = found.isDirectory() ? 'a folder' : 'not a regular file'
    throw refuse(file, 'CONFIG_NOT_A_FILE', `the configuration is ${kind}`, 'Use the path of the YAML file.')
  }
  if (found.size > largestSize) {
    const what = `the configuration has ${found.size} bytes; the limit is ${largestSize}`
    throw refuse(file, 'CONFIG_TOO_LARGE', what, 'Check that this is the right file.')
  }
  return fileSystem.readFile(file)
}

function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function unreadable(file: string, error: unknown): ConfigurationError {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const hint = 'Run "packer-ecs init" to create one, or pass --config FILE.'
    return refuse(file, 'CONFIG_NOT_FOUND', 'configuration file not found', hint)
  }
  const what = `the configuration cannot be read: ${code ?? String(error)}`
  return refuse(file, 'CONFIG_UNREADABLE', what, 'Check the permissions of the file and its parent folders.')
}

function refuse(file: string, code: string, what: string, hint: string): ConfigurationError {
  const fault: Fault = { code, file, what, hint }
  return new ConfigurationError([fault])
}
