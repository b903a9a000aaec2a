import type { Ec2Launch } from '../../aws/ec2-launch.ts'
import { ConfigurationError } from '../../errors/fault.ts'
import type { Template } from '../template/template.ts'
import type { GivenParameters } from './given.ts'

/** Values for the network parameters, and how to describe them in a question. */
export interface OfferedNetwork {
  readonly values: Readonly<Record<string, string>>
  /** E.g. `VpcId and Subnets from the default VPC, vpc-… with 6 subnets`. */
  readonly text: string
}

type NetworkKind = 'vpc' | 'subnet' | 'subnets'

/** The part of a network that a parameter of this type takes; null if none. */
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
  /** The stack's current parameters; null for a new stack. */
  readonly previous: Readonly<Record<string, string>> | null
}

/**
 * Offers the default VPC and its subnets for network parameters without a value; null if there are none.
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
  // If another VPC is set, the subnets of the default VPC do not belong to it.
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
      ? 'The VPC is set, so the subnets of the default VPC do not apply.'
      : 'This account has no default VPC with subnets in this region.',
    hint: `Set it in the parameter file, or pass --parameter ${name}=….`,
  }))
  if (first === undefined) throw new RangeError('nothing is open')
  return new ConfigurationError([first, ...others])
}
