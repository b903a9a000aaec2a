import type { Refusal } from './check.ts'

/** For the JSON Schema; `pathFault` also refuses "..". */
export const absolutePathPattern = /^(?:\/(?:[^/\s]| )+)+$/

/** What is wrong with the spelling of an absolute path of a file or folder in the AMI. */
export function pathFault(path: string, hint: string): Refusal | undefined {
  const problem = misspelling(path)
  return problem === undefined ? undefined : { code: 'VALUE_FORMAT', problem, hint }
}

function misspelling(path: string): string | undefined {
  if (!path.startsWith('/')) return 'which is not an absolute path'
  const names = path.slice(1).split('/')
  if (names.at(-1) === '') return 'which ends with "/"'
  if (names.includes('')) return 'which contains "//"'
  const dots = names.find(name => name === '.' || name === '..')
  if (dots !== undefined) return `which contains "${dots}"`
  return absolutePathPattern.test(path) ? undefined : 'which contains a tab or a line break'
}
