import { looksLikeSecret, namesSecret } from '../config/secret.ts'
import type { Json } from '../config/settings.ts'
import type { BakeInputs } from './bake-key.ts'

/** Settings by their keys in the configuration below the image, each as JSON: `dataVolume.size` → `22`. */
export type SettingValues = Readonly<Record<string, string>>

/** Longer values are cut: a record has them only to show what changed. */
const longestValue = 200

export function settingValues(settings: Readonly<Record<string, Json>>): SettingValues {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([name]) => !internal.has(name))
      .flatMap(([name, value]) => leaves(keyOf(name), value))
      .map(([key, value]) => [
        key,
        JSON.stringify(concealed(key, value), concealed)
          .replaceAll(credentials, '//…@')
          .slice(0, longestValue),
      ]),
  )
}

/**
 * What changed, for a person: names of inputs, and instead of a setting its keys with their values,
 * `dataVolume.size 22 → 25`.
 *
 * @param before null: the values are not known
 */
export function changeWords(
  inputNames: readonly string[],
  before: SettingValues | null,
  after: SettingValues,
): string[] {
  return inputNames.flatMap(name => {
    const setting = settingOf(name)
    if (setting === undefined) return [name]
    const key = keyOf(setting)
    const isOf = (other: string) => other === key || other.startsWith(`${key}.`)
    const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])].filter(isOf)
    const changed = keys.filter(one => before !== null && before[one] !== after[one])
    return changed.length === 0
      ? [key]
      : changed.map(one => `${one} ${shown(before?.[one])} \u2192 ${shown(after[one])}`)
  })
}

/** The image's name never changes; the files have a path in the run folder. */
const internal = new Set(['image', 'files'])

/** Settings of the recipe with another name than in the configuration. */
function keyOf(name: string): string {
  return name === 'releasever' ? 'updates.releasever' : name
}

const prefix = 'setting '

function settingOf(inputName: keyof BakeInputs): string | undefined {
  return inputName.startsWith(prefix) ? inputName.slice(prefix.length) : undefined
}

/** A list is one value: its items have no names. */
function leaves(key: string, value: Json): [string, Json][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [[key, value]]
  return Object.entries(value).flatMap(([name, child]) => leaves(`${key}.${name}`, child as Json))
}

/** A replacer for JSON.stringify: records and plans do not show secrets. A list of them is concealed like one. */
function concealed(key: string, value: Json): Json {
  const isSecret =
    namesSecret(key) || (typeof value === 'string' && looksLikeSecret(value.replaceAll(credentials, '//…@')))
  return isSecret && value !== null ? '…' : value
}

/** The user and password of an address. */
const credentials = /\/\/[^/@"]*@/g

const longestShown = 60

function shown(value = 'none'): string {
  if (value === 'null') return 'none'
  const text = /^"[^"\\]*"$/.test(value) ? value.slice(1, -1) : value
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`
}
