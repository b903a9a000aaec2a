import { posix } from 'node:path'
import type { BaseImage, BuildFault, Copy, ImageSettings } from './build-plan.ts'
import { expandVariables, UnsupportedVariable } from './expand-variables.ts'
import { type Instruction, splitWords } from './read-instructions.ts'

type Fault = Omit<BuildFault, 'line'>
/** The image after the instructions before. */
export interface BuildState {
  readonly hasBase: boolean
  readonly copies: readonly Copy[]
  readonly folders: readonly string[]
  readonly settings: ImageSettings
}

/** The stand-in image as it is. */
export function initialState({ environment, command }: BaseImage): BuildState {
  return {
    hasBase: false,
    copies: [],
    folders: [],
    settings: {
      environment,
      ports: [],
      labels: {},
      user: '',
      workingFolder: '/',
      command,
      entryPoint: undefined,
    },
  }
}

/** The image after the instruction, or why it cannot be applied. */
export function applyInstruction(
  state: BuildState,
  instruction: Instruction,
  base: BaseImage,
): BuildState | Fault {
  const reader = readers[instruction.name]
  if (reader === undefined) return unsupported(instruction.name)
  try {
    return reader(state, instruction, base)
  } catch (error) {
    if (error instanceof UnsupportedVariable) {
      return { message: error.message, remedy: 'Use $NAME or ${NAME} with a variable that ENV sets before.' }
    }
    throw error
  }
}

type Reader = (state: BuildState, instruction: Instruction, base: BaseImage) => BuildState | Fault

const readers: Readonly<Record<string, Reader>> = {
  FROM: (state, { value }, base) => {
    const [, image = ''] = /^(\S+)(?:\s+as\s+\S+)?$/i.exec(value) ?? []
    if (state.hasBase) {
      return { message: 'a second FROM is not supported', remedy: 'Build in one stage.' }
    }
    if (base.standsFor(image)) return { ...state, hasBase: true }
    return {
      message: `the base image "${value}" has no stand-in in the sandbox`,
      remedy: `Use ${base.images}, or push an image that was built elsewhere.`,
    }
  },
  COPY: (state, { value, line }) => {
    const words = value.startsWith('[') ? jsonWords(value) : splitWords(expand(state, value))
    if (words === undefined || words.length < 2) {
      return {
        message: `COPY needs sources and a target, not "${value}"`,
        remedy: 'Write COPY SOURCE TARGET.',
      }
    }
    const special = words.find(word => word.startsWith('--') || word.startsWith('<<'))
    if (special !== undefined) {
      return {
        message: `COPY ${special} is not supported`,
        remedy: 'Copy files or folders of the build folder.',
      }
    }
    const sources = words.slice(0, -1)
    const outside = sources.find(
      source => posix.normalize(`./${source}`).startsWith('..') || /[*?[]/.test(source),
    )
    if (outside !== undefined) {
      return {
        message: `COPY ${outside} is not supported`,
        remedy: 'Name files or folders inside of the build folder, without wildcards.',
      }
    }
    return { ...state, copies: [...state.copies, { sources, target: targetOf(state, words, sources), line }] }
  },
  ENV: (state, { value }, { version }) => {
    const given = assignments(expand(state, value), true)
    if (given === undefined) return malformed('ENV', value)
    const versioned = 'VERSION' in given ? { ...given, VERSION: version } : given
    return withSettings(state, { environment: { ...state.settings.environment, ...versioned } })
  },
  LABEL: (state, { value }) => {
    const given = assignments(expand(state, value), false)
    if (given === undefined) return malformed('LABEL', value)
    return withSettings(state, { labels: { ...state.settings.labels, ...given } })
  },
  EXPOSE: (state, { value }) => {
    const words = expand(state, value).split(/\s+/)
    const wrong = words.find(word => !/^\d{1,5}(?:\/(?:tcp|udp))?$/.test(word))
    if (wrong !== undefined) {
      return { message: `"${wrong}" is not a port`, remedy: 'Write a number, e.g. EXPOSE 8080.' }
    }
    const ports = words.map(word => (word.includes('/') ? word : `${word}/tcp`))
    return withSettings(state, { ports: [...state.settings.ports, ...ports] })
  },
  USER: (state, { value }, { users }) => {
    const user = expand(state, value)
    if (user.split(':').every(part => /^\d+$/.test(part) || users.includes(part))) {
      return withSettings(state, { user })
    }
    return {
      message: `the base image has no user "${user}"`,
      remedy: `Use a number, e.g. USER 1000, or one of ${users.join(', ')}.`,
    }
  },
  WORKDIR: (state, { value }) => {
    const workingFolder = posix.resolve(state.settings.workingFolder, expand(state, value))
    return { ...withSettings(state, { workingFolder }), folders: [...state.folders, workingFolder] }
  },
  CMD: (state, { value }) => {
    const command = commandOf(value)
    return command === undefined ? malformed('CMD', value) : withSettings(state, { command })
  },
  ENTRYPOINT: (state, { value }, base) => {
    const entryPoint = commandOf(value)
    if (entryPoint === undefined) return malformed('ENTRYPOINT', value)
    // The command of the base image is not meant for it.
    const { command } = state.settings
    return withSettings(state, { entryPoint, command: command === base.command ? undefined : command })
  },
}

function unsupported(name: string): Fault {
  const remedies: Readonly<Record<string, string>> = {
    RUN: 'Nothing runs during a build in the sandbox. Add the files with COPY.',
    ADD: 'Use COPY.',
    ARG: 'Use ENV. The sandbox sets a variable VERSION of ENV to the tag.',
    HEALTHCHECK: 'ECS ignores it. Set healthCheck in the task definition.',
    VOLUME: 'Set volumes and mountPoints in the task definition.',
  }
  const remedy = remedies[name] ?? 'Remove it.'
  return { message: `${name} is not supported in the sandbox`, remedy }
}

function withSettings(state: BuildState, settings: Partial<ImageSettings>): BuildState {
  return { ...state, settings: { ...state.settings, ...settings } }
}

function expand({ settings }: BuildState, text: string): string {
  return expandVariables(text, settings.environment)
}

/** Several sources need a folder. */
function targetOf({ settings }: BuildState, words: readonly string[], sources: readonly string[]): string {
  const last = words.at(-1) ?? ''
  const target = posix.resolve(settings.workingFolder, last)
  const isFolder = /(?:^|\/)\.{0,2}$/.test(last) || sources.length > 1
  return isFolder && target !== '/' ? `${target}/` : target
}

/** `A=1 B="2 3"`, or with `old` also `A 1`. */
function assignments(text: string, old: boolean): Readonly<Record<string, string>> | undefined {
  const [, name, rest] = /^([^\s=]+)\s+(.*)$/s.exec(text) ?? []
  if (old && name !== undefined && rest !== undefined) return { [name]: rest }
  const words = splitWords(text)
  if (words === undefined || words.length === 0) return undefined
  const pairs = words.map(word => /^([^=]+)=(.*)$/s.exec(word))
  if (pairs.includes(null)) return undefined
  return Object.fromEntries(pairs.map(pair => [pair?.[1], pair?.[2]]))
}

/** `["a", "b"]`, or a line for a shell. Undefined if it is empty, or a list that is not JSON. */
function commandOf(value: string): readonly string[] | undefined {
  if (value.startsWith('[')) return jsonWords(value)
  return value === '' ? undefined : ['/bin/sh', '-c', value]
}

function jsonWords(value: string): readonly string[] | undefined {
  try {
    const words: unknown = JSON.parse(value)
    return Array.isArray(words) && words.every(word => typeof word === 'string') ? words : undefined
  } catch {
    return undefined
  }
}

function malformed(name: string, value: string): Fault {
  const examples: Readonly<Record<string, string>> = {
    ENV: 'ENV NAME=VALUE',
    LABEL: 'LABEL NAME=VALUE',
    CMD: 'CMD ["python3", "server.py"]',
    ENTRYPOINT: 'ENTRYPOINT ["python3"]',
  }
  return { message: `${name} cannot be read: "${value}"`, remedy: `Write e.g. ${examples[name]}.` }
}
