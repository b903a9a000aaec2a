import { expect, test } from 'vitest'
import type { DefaultNetwork, Ec2Launch } from '#src/aws/ec2-launch.ts'
import { offerNetwork } from '#src/stacks/parameters/network.ts'
import { template } from '#test/unit/src/stacks/parameter.ts'

const cluster = template({
  VpcId: { type: 'AWS::EC2::VPC::Id' },
  Subnets: { type: 'List<AWS::EC2::Subnet::Id>' },
  BuildSubnet: { type: 'AWS::EC2::Subnet::Id', default: 'subnet-99999999' },
})
const network = { vpcId: 'vpc-01234567', subnetIds: ['subnet-01234567', 'subnet-89abcdef'] }

function offer(
  given: Record<string, string>,
  previous: Record<string, string> | null = null,
  found: DefaultNetwork | undefined = network,
) {
  const values = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, { name, value, source: { kind: 'flag' } as const }]),
  )
  const ec2 = { defaultNetwork: async () => found } as Ec2Launch
  return offerNetwork(
    { template: cluster, given: { values, amis: [], notices: [], fileText: null }, previous },
    ec2,
  )
}

test('the default VPC and its subnets, for what nobody gives', async () => {
  expect(await offer({})).toEqual({
    values: { VpcId: 'vpc-01234567', Subnets: 'subnet-01234567,subnet-89abcdef' },
    text: 'VpcId and Subnets from the default VPC, vpc-01234567 with 2 subnets',
  })
})

test('nothing, when all is given or the stack has it', async () => {
  expect(await offer({ VpcId: 'vpc-1', Subnets: 'subnet-1' })).toBeNull()
  expect(await offer({}, { VpcId: 'vpc-1', Subnets: 'subnet-1' })).toBeNull()
})

test('the default subnets do not go with a VPC of one’s own', async () => {
  await expect(offer({ VpcId: 'vpc-89abcdef' })).rejects.toMatchObject({
    code: 'PARAMETER_MISSING',
    message: expect.stringContaining('Subnets'),
    exitStatus: 2,
  })
})

test('an account without a default VPC has nothing to offer', async () => {
  const ec2 = { defaultNetwork: async () => undefined } as unknown as Ec2Launch
  await expect(
    offerNetwork(
      { template: cluster, given: { values: {}, amis: [], notices: [], fileText: null }, previous: null },
      ec2,
    ),
  ).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' })
})
