import { withoutMarker } from '../../aws/task-definition.ts'
import type { Masking } from '../plan/masking.ts'
import type { TaskChange } from './planned-service.ts'

type Settings = Readonly<Record<string, unknown>>

/**
 * What differs in settings that packer-ecs does not evaluate: with both values if they are short, or else only that
 * they changed. ECS adds defaults to a registered task definition; they are no change.
 */
export function settingChanges(
  before: Settings,
  after: Settings,
  ignored: ReadonlySet<string>,
  masking: Masking,
): TaskChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    name => !ignored.has(name),
  )
  return names.flatMap(name => {
    const [old, next] = [plain(before[name]), plain(after[name])]
    if (JSON.stringify(old) === JSON.stringify(next)) return []
    const what = label(name)
    const [from, to] = [wordsOf(name, old, masking), wordsOf(name, next, masking)]
    return from === to ? [{ what, before: null, after: 'changed' }] : [{ what, before: from, after: to }]
  })
}

/** E.g. `health check` for `healthCheck`. */
function label(name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
}

/** Null if it is not set, or has no short form. */
function wordsOf(name: string, value: unknown, masking: Masking): string | null {
  if (value === undefined) return null
  if (typeof value === 'string') return withoutMarker(masking.text(value))
  return forms[name]?.(value, masking) ?? null
}

const forms: Readonly<Record<string, (value: unknown, masking: Masking) => string>> = {
  volumes: value => list(value).map(volume).join(', '),
  mountPoints: value =>
    list(value)
      .map(({ sourcevolume, containerpath, readonly }) =>
        withoutMarker(`${sourcevolume} on ${containerpath}${readonly === 'true' ? ' (read-only)' : ''}`),
      )
      .join(', '),
  environmentFiles: value =>
    list(value)
      .map(file => withoutMarker(String(file.value)))
      .join(', '),
  healthCheck: (value, masking) => {
    const { command, ...times } = map(value)
    const words = Array.isArray(command) ? masking.words(command.map(String)).join(' ') : ''
    const details = Object.entries(times).map(([name, time]) => `${name} ${time}`)
    return withoutMarker(`${words}${details.length === 0 ? '' : ` (${details.join(', ')})`}`)
  },
}

function volume({
  name,
  host,
  efsvolumeconfiguration: efs,
  dockervolumeconfiguration: docker,
}: Settings): string {
  const source = map(host).sourcepath ?? map(efs).filesystemid ?? map(docker).driver
  return withoutMarker(`${name}${source === undefined ? '' : ` (${source})`}`)
}

/**
 * Without what is empty or a default; numbers and booleans as text, and keys in lower case, because CloudFormation and
 * the API of ECS write them differently, e.g. `FilesystemId` and `fileSystemId`.
 */
function plain(value: unknown): unknown {
  if (value === undefined || value === null || value === '' || String(value) === 'false') return undefined
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(plain)
  if (typeof value !== 'object') return String(value)
  const members = Object.entries(value)
    .map(([key, child]) => {
      const own = renamed[key] ?? key.toLowerCase()
      const found = plain(child)
      return [own, found === defaults[own] ? undefined : found] as const
    })
    .filter(([, child]) => child !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return members.length === 0 ? undefined : Object.fromEntries(members)
}

/** What ECS adds, by key. */
const defaults: Readonly<Record<string, string>> = {
  interval: '30',
  timeout: '5',
  retries: '3',
  scope: 'task',
  rootdirectory: '/',
  transitencryption: 'DISABLED',
  iam: 'DISABLED',
  restartattemptperiod: '300',
}

const renamed: Readonly<Record<string, string>> = { proxyConfigurationProperties: 'properties' }

function list(value: unknown): readonly Settings[] {
  return Array.isArray(value) ? value.map(map) : []
}

function map(value: unknown): Settings {
  return typeof value === 'object' && value !== null ? (value as Settings) : {}
}
