import { nearest } from '../../config/nearest.ts'
import { ConfigurationError, type Fault } from '../../errors/fault.ts'
import type { FileSystem } from '../../ports/ports.ts'
import type { ChosenStack } from '../choose.ts'
import type { Template } from '../template/template.ts'
import { checkValue } from './check-value.ts'
import { parseFlags } from './flags.ts'
import type { GivenParameters, GivenValue } from './given.ts'
import { givenAmis } from './given-amis.ts'
import { networkKind } from './network.ts'
import { parseParameterFile, readParameterText } from './parameter-file.ts'

export interface GatherRequest {
  readonly chosen: ChosenStack
  readonly template: Template
  /** `Key=Value` of each --parameter. */
  readonly flags: readonly string[]
  /** --ami. */
  readonly ami: string | undefined
}

/**
 * Reads and checks the parameters from the parameter file and the options, without a call to AWS.
 *
 * @throws ConfigurationError with every fault of file and options: PARAMETER_UNKNOWN, PARAMETER_MISSING …
 */
export async function gatherParameters(
  { chosen, template, flags, ami }: GatherRequest,
  fileSystem: FileSystem,
): Promise<GivenParameters> {
  const { parameterFile: file, settings } = chosen
  const fileText = file === null ? null : await readParameterText(file, fileSystem)
  const read = fileText === null ? undefined : parseParameterFile(fileText, file ?? '')
  const ofFile: GivenValue[] = (read?.entries ?? []).map(({ name, value, line }) => ({
    name,
    value,
    source: { kind: 'file', file: file ?? '', line },
  }))
  const ofFlags = parseFlags(flags)
  const all = [...ofFile, ...ofFlags.values]
  const values = Object.fromEntries(all.map(given => [given.name, given]))
  const amis = givenAmis({ template, amis: settings.amis, ami, values, ofFile, stack: chosen.stack })
  const automatic = new Set(amis.amis.map(({ parameter }) => parameter))
  const faults = [
    ...(read?.faults ?? []),
    ...ofFlags.faults,
    ...amis.faults,
    ...all.flatMap(given => wrongValue(given, template, automatic)),
    ...missing(template, values, automatic, file),
  ]
  const [first, ...others] = faults.sort(byPlace(file))
  if (first !== undefined) throw new ConfigurationError([first, ...others])
  const notices = [...template.notices, ...(read?.notices ?? []), ...amis.notices]
  return { values, amis: amis.amis, notices, fileText }
}

function wrongValue(
  { name, value, source }: GivenValue,
  { parameters }: Template,
  automatic: ReadonlySet<string>,
): Fault[] {
  const place = source.kind === 'file' ? { file: source.file, line: source.line } : { file: '--parameter' }
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (parameter === undefined) {
    const near = nearest(name, Object.keys(parameters))
    const what = `the template has no parameter ${name}`
    const hint =
      near === undefined ? `Its parameters: ${listed(Object.keys(parameters))}.` : `Did you mean "${near}"?`
    return [{ code: 'PARAMETER_UNKNOWN', ...place, key: name, what, hint }]
  }
  // For an AMI that this deploy chooses, the value in the file is not used.
  if (source.kind === 'file' && automatic.has(name)) return []
  const wrong = checkValue(parameter, value)
  if (wrong === undefined) return []
  const shown = parameter.noEcho ? 'has a value' : `is ${JSON.stringify(value)}`
  const what = `${name} ${shown}, ${wrong.problem}`
  return [{ code: 'PARAMETER_VALUE', ...place, key: name, what, hint: wrong.hint }]
}

const mostListed = 10

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : ''
  return `${names.slice(0, mostListed).join(', ')}${more}`
}

/**
 * Parameters without a value and a default. Secrets and networks are checked later, when the stack is known: the stack
 * may have the secret, and the default VPC may be offered.
 */
function missing(
  { parameters, file: template }: Template,
  values: Readonly<Record<string, GivenValue>>,
  automatic: ReadonlySet<string>,
  file: string | null,
): Fault[] {
  return Object.entries(parameters)
    .filter(
      ([name, { default: value, noEcho, type }]) =>
        value === null && !noEcho && networkKind(type) === null && !values[name] && !automatic.has(name),
    )
    .map(([name, { type }]) => ({
      code: 'PARAMETER_MISSING',
      file: file ?? template,
      key: name,
      what: `the parameter ${name} (${type}) has no value and no default`,
      hint:
        file === null
          ? `Pass it with --parameter ${name}=…, or set it in a parameter file of the stack.`
          : `Add a line ${name}=…, or pass it with --parameter.`,
    }))
}

/** Faults of lines in their order, then other faults of the file, then faults of options. */
function byPlace(file: string | null): (one: Fault, other: Fault) => number {
  const rank = (fault: Fault) =>
    fault.file === file ? (fault.line ?? Number.MAX_SAFE_INTEGER - 1) : Number.MAX_SAFE_INTEGER
  return (one, other) => rank(one) - rank(other)
}
