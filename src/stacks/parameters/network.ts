import type { Ec2Launch } from '../../aws/ec2-launch.ts'
import { ConfigurationError } from '../../errors/fault.ts'
import type { Template } from '../template/template.ts'
import type { GivenParameters } from './given.ts'

/** Values for the parameters that take a network, and how to ask for them. */
export interface OfferedNetwork {
  readonly values: Readonly<Record<string, string>>
  /** E.g. `VpcId and Subnets from the default VPC, vpc-… with 6 subnets`. */
  readonly text: string
}

type NetworkKind = 'vpc' | 'subnet' | 'subnets'

/** What of a network a parameter of that type takes; null for every other. */
export function networkKind(type: string): NetworkKind | null {
  return kinds[type] ?? null
}

const kinds: Readonly<Record<string, NetworkKind>> = {
  'AWS::EC2::VPC::Id': 'vpc',
  'AWS::EC2::Subnet::Id': 'subnet',
  'List<AWS::EC2::Subnet::Id>': 'subnets',
}

interface Request {
  readonly template: Template
  readonly given: GivenParameters
  /** The stack's present parameters; null for a new one. */
  readonly previous: Readonly<Record<string, string>> | null
}

/**
 * The default VPC and its subnets for parameters that nobody gives; null when nothing is open.
 *
 * @throws ConfigurationError PARAMETER_MISSING
 */
export async function offerNetwork(
  { template, given, previous }: Request,
  ec2: Ec2Launch,
): Promise<OfferedNetwork | null> {
  const open = Object.entries(template.parameters).flatMap(([name, parameter]) => {
    const kind = networkKind(parameter.type)
    const isOpen =
      kind !== null && parameter.default === null && !given.values[name] && previous?.[name] === undefined
    return isOpen ? [{ name, kind }] : []
  })
  if (open.length === 0) return null
  // With a VPC of one's own beside it, the default one's subnets would be the wrong ones.
  const hasOwnVpc = Object.entries(template.parameters).some(
    ([name, { type }]) =>
      networkKind(type) === 'vpc' && (given.values[name] !== undefined || previous?.[name] !== undefined),
  )
  const network = hasOwnVpc ? undefined : await ec2.defaultNetwork()
  const [subnet] = network?.subnetIds ?? []
  if (network === undefined || subnet === undefined) throw noneToOffer(open, template, hasOwnVpc)
  const offers = { vpc: network.vpcId, subnet, subnets: network.subnetIds.join(',') }
  const values = Object.fromEntries(open.map(({ name, kind }) => [name, offers[kind]]))
  const { length } = network.subnetIds
  const size = length === 1 ? 'one subnet' : `${length} subnets`
  const names = Object.keys(values).join(' and ')
  return { values, text: `${names} from the default VPC, ${network.vpcId} with ${size}` }
}

function noneToOffer(
  open: readonly { readonly name: string }[],
  template: Template,
  hasOwnVpc: boolean,
): ConfigurationError {
  const [first, ...others] = open.map(({ name }) => ({
    code: 'PARAMETER_MISSING',
    file: template.file,
    key: name,
    what: `the parameter ${name} has no value`,
    why: hasOwnVpc
      ? 'Its VPC was named, so nothing can be guessed.'
      : 'This account has no default VPC with subnets in this region that could be offered.',
    hint: `Give it in the parameter file or with --parameter ${name}=….`,
  }))
  if (first === undefined) throw new RangeError('nothing is open')
  return new ConfigurationError([first, ...others])
}
