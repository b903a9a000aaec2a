import { type Finding, formatPath, type Path } from './finding.ts'

/** Text that is not allowed in any key or value. */
export function findForbiddenText(value: unknown, path: Path = []): Finding[] {
  if (typeof value === 'string') {
    if (value.includes('{{') && !isHiddenFromPacker(path)) return [templateMark(path, false)]
    const variable = /\$\{[A-Za-z_]\w*\}/.exec(value)?.[0]
    return variable === undefined ? [] : [variableMark(path, variable)]
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => findForbiddenText(item, [...path, index]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...path, key]
    if (key === '__proto__') return [prototypeKey(here)]
    return [...(key.includes('{{') ? [templateMark(here, true)] : []), ...findForbiddenText(child, here)]
  })
}

/** Settings that reach the build instance in a file, such as the tag of Docker's log-opts, which is a Go template. */
function isHiddenFromPacker([top, , key]: Path): boolean {
  return top === 'images' && (key === 'docker' || key === 'metrics' || key === 'scripts')
}

/** Packer expands `{{…}}` in values of any variable. */
function templateMark(path: Path, atKey: boolean): Finding {
  return {
    code: 'VALUE_TEMPLATE',
    path,
    atKey,
    what: `the ${atKey ? 'key' : 'value of'} ${formatPath(path)} contains "{{"`,
    why: 'Packer would treat it as a template and replace it.',
    hint: 'Remove "{{".',
  }
}

/** Compose files and Packer replace it; here it would be taken literally. */
function variableMark(path: Path, variable: string): Finding {
  return {
    code: 'VALUE_TEMPLATE',
    path,
    what: `the value of ${formatPath(path)} contains "${variable}"`,
    why: 'packer-ecs does not replace environment variables: the same file describes the same AMI everywhere.',
    hint: 'Write the value. For values that differ, use several files with --config; set the region with --region and parameters of a stack with --parameter.',
  }
}

/** The schema ignores this key, so its value would be lost. */
function prototypeKey(path: Path): Finding {
  const what = `the key ${formatPath(path)} is reserved by JavaScript`
  return { code: 'KEY_UNKNOWN', path, atKey: true, what, hint: 'Use another key.' }
}
