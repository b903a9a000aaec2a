import { imageIdPattern } from '../../config/schema/base.ts'
import type { Fault } from '../../errors/fault.ts'
import { imageParameters } from '../ami/launched-as.ts'
import type { Template } from '../template/template.ts'
import type { GivenAmi, GivenValue } from './given.ts'

interface Request {
  readonly template: Template
  readonly amis: Readonly<Record<string, string>>
  readonly ami: string | undefined
  readonly values: Readonly<Record<string, GivenValue>>
  readonly ofFile: readonly GivenValue[]
  readonly stack: string
}

interface Result {
  readonly amis: readonly GivenAmi[]
  readonly faults: readonly Fault[]
  readonly notices: readonly string[]
}

/** The parameters that take an AMI, each with its image or its given AMI. */
export function givenAmis({ template, amis: images, ami, values, ofFile, stack }: Request): Result {
  const faults: Fault[] = Object.keys(images)
    .filter(parameter => !Object.hasOwn(template.parameters, parameter))
    .map(parameter => ({
      code: 'PARAMETER_UNKNOWN',
      file: template.file,
      key: parameter,
      what: `stacks.${stack}.amis names the parameter ${parameter}, which the template does not have`,
      hint: `Add the parameter to the template, with the type AWS::EC2::Image::Id, or correct stacks.${stack}.amis.`,
    }))
  faults.push(...ssmFaults(template, images, stack))
  const launched = imageParameters(template).filter(name => !isSsmTyped(template.parameters[name]?.type))
  const parameters = Object.entries(template.parameters)
    .filter(
      ([name, { type }]) => Object.hasOwn(images, name) || type === imageType || launched.includes(name),
    )
    .map(([name]) => name)
  // --ami sets the parameter in the configuration; if there is none, the only one that takes an AMI.
  const candidates = parameters.filter(name => Object.hasOwn(images, name))
  const targets = candidates.length === 0 ? parameters : candidates
  if (ami !== undefined) faults.push(...amiFaults(ami, targets, values, stack))
  const amis = parameters.map(parameter => {
    const given = values[parameter]
    const image = images[parameter] ?? null
    const named = ami !== undefined && targets.includes(parameter) ? ami : flagOrOwn(given, image)
    const written = ofFile.find(({ name }) => name === parameter)
    const inFile =
      written?.source.kind === 'file'
        ? { imageId: written.value, file: written.source.file, line: written.source.line }
        : null
    return { parameter, image, imageId: named, inFile }
  })
  // One without an image and an AMI is handled like any other parameter.
  return {
    amis: amis.filter(({ image, imageId }) => image !== null || imageId !== null),
    faults,
    notices: [],
  }
}

const imageType = 'AWS::EC2::Image::Id'

/** Its value is the name of an SSM parameter that holds the AMI id. */
function isSsmTyped(type: string | undefined): boolean {
  return type?.startsWith('AWS::SSM::Parameter::') === true
}

function ssmFaults(
  { parameters, file }: Template,
  images: Readonly<Record<string, string>>,
  stack: string,
): Fault[] {
  return Object.keys(images)
    .filter(name => isSsmTyped(parameters[name]?.type))
    .map(name => ({
      code: 'PARAMETER_VALUE',
      file,
      key: name,
      what: `stacks.${stack}.amis sets the parameter ${name} to an AMI id, but its type ${parameters[name]?.type} takes the name of an SSM parameter`,
      hint: `Change its type to ${imageType}, or remove ${name} from stacks.${stack}.amis.`,
    }))
}

function flagOrOwn(given: GivenValue | undefined, image: string | null): string | null {
  if (given === undefined) return null
  return given.source.kind === 'flag' || image === null ? given.value : null
}

function amiFaults(
  ami: string,
  targets: readonly string[],
  values: Readonly<Record<string, GivenValue>>,
  stack: string,
): Fault[] {
  const file = '--ami'
  const fault = (what: string, hint: string): Fault[] => [{ code: 'PARAMETER_OPTION', file, what, hint }]
  if (!imageIdPattern.test(ami)) {
    return fault(`--ami ${JSON.stringify(ami)} is not an AMI id`, 'Use an id such as ami-0123456789abcdef0.')
  }
  const [target, ...others] = targets
  if (target === undefined) {
    const hint = `Add the parameter and its image under stacks.${stack}.amis.`
    return fault('--ami was given, but no parameter of the template takes an AMI', hint)
  }
  if (others.length > 0) {
    const hint = `Pass each with --parameter: ${targets.map(name => `${name}=${ami}`).join(', ')}.`
    return fault(`--ami was given, but ${targets.length} parameters take an AMI`, hint)
  }
  if (values[target]?.source.kind === 'flag') {
    return fault(`--ami and --parameter ${target} were both given`, 'Pass only one of them.')
  }
  return []
}
