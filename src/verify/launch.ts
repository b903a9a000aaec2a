import type { Ec2 } from '../aws/ec2.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { ChosenAmi } from './choose-ami.ts'
import type { Launch } from './request.ts'

/**
 * For an AMI that no stack receives: the instance type of its build, in the default VPC.
 *
 * @throws ToolError VERIFY_NETWORK_MISSING
 */
export async function launchWithoutStack(
  { ami, settings }: Pick<ChosenAmi, 'ami' | 'settings'>,
  ec2: Pick<Ec2, 'defaultNetwork' | 'isXen'>,
): Promise<Launch> {
  const network = await ec2.defaultNetwork()
  if (network === undefined) {
    throw new ToolError('VERIFY_NETWORK_MISSING', 'this region has no default VPC to launch an instance in', {
      why: 'No stack of the configuration uses the AMI, so there is no other network.',
      hint: 'Name a stack with --like; its instance types, subnets and volumes are used.',
      exitStatus: 2,
    })
  }
  const type = settings?.instanceType ?? (ami.architecture === 'arm64' ? 't4g.small' : 't3.small')
  const isXen = await ec2.isXen(type)
  return {
    like: null,
    ...network,
    instanceTypes: [type],
    isXen,
    metadataOptions: null,
    volumes: [],
    proxy: {},
    publicAddress: null,
    unknown: [],
  }
}
