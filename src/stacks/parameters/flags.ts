import type { Fault } from '../../errors/fault.ts'
import type { GivenValue } from './given.ts'

/** Parses `Key=Value` of each --parameter, without unquoting. A name that is given twice is a fault. */
export function parseFlags(flags: readonly string[]): {
  readonly values: readonly GivenValue[]
  readonly faults: readonly Fault[]
} {
  const file = '--parameter'
  const values: GivenValue[] = []
  const faults: Fault[] = []
  for (const flag of flags) {
    const equals = flag.indexOf('=')
    const name = flag.slice(0, Math.max(equals, 0))
    if (!/^[A-Za-z0-9]+$/.test(name)) {
      const what = `--parameter ${JSON.stringify(flag)} is not Key=Value`
      faults.push({
        code: 'PARAMETER_OPTION',
        file,
        what,
        hint: 'Use Key=Value, with letters and digits in the key.',
      })
    } else if (values.some(given => given.name === name)) {
      const what = `the parameter ${name} is given twice`
      faults.push({ code: 'PARAMETER_TWICE', file, key: name, what, hint: 'Remove one of them.' })
    } else values.push({ name, value: flag.slice(equals + 1), source: { kind: 'flag' } })
  }
  return { values, faults }
}
