import { describe, expect, test } from 'vitest'
import { evaluator } from '#src/stacks/template/evaluate.ts'
import { launchNetwork, offeringSubnets } from '#src/verify/launch-network.ts'

const evaluate = evaluator(
  { conditions: {}, mappings: {} },
  { ProxyUrl: 'http://proxy:3128', Public: 'true' },
)

describe('the way to AWS of a stack', () => {
  test('is the proxy of the user data, without the other variables of the text', () => {
    const UserData = {
      'Fn::Base64': { 'Fn::Sub': 'ECS_CLUSTER=${Cluster}\n  PROXY_URL=${ProxyUrl}\nNO_PROXY=\n' },
    }
    expect(launchNetwork([{ UserData }], evaluate)).toEqual({
      proxy: { PROXY_URL: 'http://proxy:3128' },
      publicAddress: null,
      unknown: [],
    })
  })

  test('is unknown if only CloudFormation knows the proxy', () => {
    const UserData = {
      'Fn::Base64': { 'Fn::Sub': ['PROXY_URL=http://${Host}:3128', { Host: { 'Fn::GetAtt': 'P.Dns' } }] },
    }
    expect(launchNetwork([{ UserData }], evaluate)).toMatchObject({ proxy: {}, unknown: ['PROXY_URL'] })
  })

  test.each([
    [{ NetworkInterfaces: [{ AssociatePublicIpAddress: { Ref: 'Public' } }] }, true],
    [{ AssociatePublicIpAddress: false }, false],
    [{}, null],
  ])('is a public address as %j says', (properties, expected) => {
    expect(launchNetwork([properties], evaluate).publicAddress).toBe(expected)
  })
})

describe('subnets', () => {
  const zones: Readonly<Record<string, string>> = { 'subnet-a': 'us-east-1a', 'subnet-e': 'us-east-1e' }
  const ec2 = (offering: readonly string[]) => ({
    zonesOffering: async () => offering,
    zonesOfSubnets: async (filters: Readonly<Record<string, string>>) => [
      zones[filters['subnet-id'] ?? ''] ?? '',
    ],
  })
  const launch = { subnetIds: ['subnet-e', 'subnet-a'], instanceTypes: ['c5.large'] }

  test('in zones without the types are left out', async () => {
    expect(await offeringSubnets(launch, ec2(['us-east-1a', 'us-east-1b']))).toEqual(['subnet-a'])
  })

  test('stay if none is left, so that EC2 says why', async () => {
    expect(await offeringSubnets(launch, ec2([]))).toEqual(launch.subnetIds)
  })
})
