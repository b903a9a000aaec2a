import type { Fault } from '../../errors/fault.ts'
import type { FileEntry, ParameterFile } from './file-entry.ts'

/*
 * The forms that `aws cloudformation deploy --parameter-overrides file://FILE` accepts:
 * [{"ParameterKey": "A", "ParameterValue": "b"}], ["A=b"] and {"Parameters": {"A": "b"}}.
 */

export function parseJsonForms(text: string, file: string): ParameterFile {
  const nothing = { entries: [], faults: [], notices: [] }
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch (error) {
    return { ...nothing, faults: [syntax(error as Error, file)] }
  }
  const read = itemsOf(root)
  if (read === undefined) return { ...nothing, faults: [otherForm(file)] }
  const place = lineFinder(text)
  const parts = read.map(item => toPart(item, file, place))
  return {
    entries: parts.flatMap(({ entry }) => entry ?? []),
    faults: parts.flatMap(({ fault }) => fault ?? []),
    notices: ignored(root, file),
  }
}

/** A template configuration of CodePipeline can also have tags and a stack policy; the AWS CLI ignores them. */
function ignored(root: unknown, file: string): string[] {
  const keys = Object.keys(Array.isArray(root) ? {} : (root as object)).filter(key => key !== 'Parameters')
  if (keys.length === 0) return []
  const remedy = keys.includes('Tags') ? ' Set tags under stacks.….tags in packer-ecs.yaml.' : ''
  return [`${file}: only Parameters has an effect, as with the AWS CLI; not ${keys.join(', ')}.${remedy}`]
}

/** `undefined`: the item has none of the forms. */
type Item = readonly [name: string, value: unknown, isKept?: boolean] | undefined

function itemsOf(root: unknown): Item[] | undefined {
  if (Array.isArray(root)) return root.map(fromListItem)
  const parameters = (root as { Parameters?: unknown } | null)?.Parameters
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) return undefined
  return Object.entries(parameters)
}

function fromListItem(item: unknown): Item {
  if (typeof item === 'string') {
    const equals = item.indexOf('=')
    return equals < 1 ? undefined : [item.slice(0, equals), item.slice(equals + 1)]
  }
  if (typeof item !== 'object' || item === null) return undefined
  const { ParameterKey, ParameterValue, UsePreviousValue } = item as Readonly<Record<string, unknown>>
  if (typeof ParameterKey !== 'string') return undefined
  return [ParameterKey, ParameterValue, UsePreviousValue === true && ParameterValue === undefined]
}

function toPart(
  item: Item,
  file: string,
  place: (name: string) => number,
): { readonly entry?: FileEntry; readonly fault?: Fault } {
  if (item === undefined) return { fault: otherForm(file) }
  const [name, value, isKept] = item
  const line = place(name)
  if (isKept === true) return {}
  if (typeof value === 'string') return { entry: { name, value, line } }
  const isSimple = typeof value === 'number' || typeof value === 'boolean'
  const received = isSimple ? String(value) : value === undefined ? 'missing' : 'not text'
  return {
    fault: {
      code: 'PARAMETER_FILE_LINE',
      file,
      line,
      key: name,
      what: `the value of ${name} is ${received}`,
      hint: 'Put it in quotes: every value is text, with commas between the items of a list.',
    },
  }
}

/** Finds the line of a name, written as `"Name"` or `"Name=…`; each call continues after the previous match. */
function lineFinder(text: string): (name: string) => number {
  const searched = new Map<string, number>()
  return name => {
    const quoted = JSON.stringify(name).slice(0, -1)
    const candidates = [`${quoted}"`, `${quoted}=`]
      .map(candidate => text.indexOf(candidate, searched.get(name) ?? 0))
      .filter(offset => offset !== -1)
    const offset = candidates.length === 0 ? 0 : Math.min(...candidates)
    searched.set(name, offset + 1)
    return text.slice(0, offset).split('\n').length
  }
}

/** Removes the excerpt that V8 adds to some messages: it may contain a secret. */
function syntax(error: Error, file: string): Fault {
  const message = error.message.replace(/, (?:\.\.\.)?".*$/s, '')
  const line = /line (\d+)/.exec(error.message)?.[1]
  return {
    code: 'PARAMETER_FILE_LINE',
    file,
    ...(line === undefined ? {} : { line: Number(line) }),
    what: `the file starts like JSON, but is not valid JSON: ${message}`,
    hint: 'Correct it, or use lines Key=Value.',
  }
}

function otherForm(file: string): Fault {
  return {
    code: 'PARAMETER_FILE_LINE',
    file,
    what: 'the file has none of the JSON forms that the AWS CLI accepts',
    hint: 'Use [{"ParameterKey": "A", "ParameterValue": "b"}], ["A=b"] or {"Parameters": {"A": "b"}}.',
  }
}
