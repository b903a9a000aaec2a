import { ConfigurationError, type Fault } from '../errors/fault.ts'
import { ownCommand } from '../errors/own-command.ts'
import { readNamed } from '../files/read-named.ts'
import { mostTextBytes, UnusableFile } from '../files/unusable-file.ts'
import type { FileSystem } from '../ports/ports.ts'

/** First stage: the file's text. Throws a ConfigurationError. */
export async function readText(file: string, fileSystem: FileSystem): Promise<string> {
  const bytes = await readBytes(file, fileSystem)
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

/** @throws ConfigurationError */
async function readBytes(file: string, fileSystem: FileSystem): Promise<Uint8Array> {
  try {
    return await readNamed(file, mostTextBytes, fileSystem)
  } catch (cause) {
    throw unusable(file, UnusableFile.from(file, cause))
  }
}

function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function unusable(file: string, { kind, problem }: UnusableFile): ConfigurationError {
  const what = `the configuration ${problem}`
  switch (kind) {
    case 'missing':
      return refuse(
        file,
        'CONFIG_NOT_FOUND',
        'configuration file not found',
        `Run "${ownCommand('init')}" to create one, or pass --config FILE.`,
      )
    case 'size':
      return refuse(file, 'CONFIG_TOO_LARGE', what, 'Check that this is the right file.')
    case 'folder':
    case 'special':
      return refuse(file, 'CONFIG_NOT_A_FILE', what, 'Use the path of the YAML file.')
    case 'unreadable':
      return refuse(
        file,
        'CONFIG_UNREADABLE',
        what,
        'Check the permissions of the file and its parent folders.',
      )
  }
}

function refuse(file: string, code: string, what: string, hint: string): ConfigurationError {
  const fault: Fault = { code, file, what, hint }
  return new ConfigurationError([fault])
}
