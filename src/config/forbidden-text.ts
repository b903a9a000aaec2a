import { type Finding, formatPath, type Path } from './finding.ts'

/** What may stand in no key and no value, whatever the setting. */
export function findForbiddenText(value: unknown, path: Path = []): Finding[] {
  if (typeof value === 'string') return value.includes('{{') ? [templateMark(path, false)] : []
  if (Array.isArray(value)) return value.flatMap((item, index) => findForbiddenText(item, [...path, index]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...path, key]
    if (key === '__proto__') return [prototypeKey(here)]
    return [...(key.includes('{{') ? [templateMark(here, true)] : []), ...findForbiddenText(child, here)]
  })
}

/** Packer expands `{{…}}` inside values whatever file they come from. */
function templateMark(path: Path, atKey: boolean): Finding {
  return {
    code: 'VALUE_TEMPLATE',
    path,
    atKey,
    what: `${formatPath(path)} has "{{" in its ${atKey ? 'key' : 'value'}`,
    why: 'Packer would replace it and what follows by something else.',
    hint: 'Write it without "{{".',
  }
}

/** The schema passes over this key without a word, so it would be lost. */
function prototypeKey(path: Path): Finding {
  const what = `${formatPath(path)} is a key that JavaScript keeps for itself`
  return { code: 'KEY_UNKNOWN', path, atKey: true, what, hint: 'Use another key.' }
}
