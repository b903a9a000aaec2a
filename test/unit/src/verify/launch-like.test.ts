import { describe, expect, test } from 'vitest'
import type { Image } from '#src/aws/image.ts'
import { readProject } from '#src/config/read-project.ts'
import { files } from '#src/host/system.ts'
import { type ChosenStack, chooseStack } from '#src/stacks/choose.ts'
import { launchWithoutStack } from '#src/verify/launch.ts'
import { type LikeContext, launchLike } from '#src/verify/launch-like.ts'
import { image } from '#test/helpers/images.ts'
import { imageSettings } from '#test/helpers/settings.ts'

const configuration = new URL('../../../../packer-ecs.yaml', import.meta.url).pathname

/** The repository's own project; `parameters`: of the deployed stack, null if there is none. */
async function like(
  parameters: Readonly<Record<string, string>> | null,
  ami: Partial<Image> = {},
  stack = 'cluster',
) {
  const project = await readProject(configuration, files)
  const chosen = chooseStack(project, stack, 'dev')
  return launchLike(chosen, { ami: image(ami), image: 'ecs', settings: await imageSettings() }, project, {
    region: 'us-east-1',
    fileSystem: files,
    caller: async () => ({ accountId: '123456789012', arn: '', name: 'me', partition: 'aws' }),
    clients: clients(chosen, parameters),
  })
}

function clients({ stackName }: ChosenStack, parameters: Readonly<Record<string, string>> | null) {
  return {
    cloudFormation: async () => ({
      stack: async () => (parameters === null ? undefined : { stackId: 'arn:stack', stackName, parameters }),
      resources: async () => [{ logicalId: 'AutoScalingGroup', physicalId: 'fleet', type: '', status: '' }],
    }),
    autoScaling: async () => ({ groups: async () => [{ subnetIds: ['subnet-a', 'subnet-b'] }] }),
    ec2: async () => ({
      architectures: async (type: string) => (type.startsWith('t4g') ? ['arm64'] : ['x86_64']),
      isXen: async (type: string) => /^(t2|m4)/.test(type),
      defaultNetwork: async () => ({ vpcId: 'vpc-default', subnetIds: ['subnet-default'] }),
      vpcOfSubnet: async (id: string) => (id === 'subnet-default' ? 'vpc-default' : 'vpc-of-stack'),
    }),
  } as unknown as LikeContext['clients']
}

describe('like the stack that receives the AMI', () => {
  test('of a stack that is not deployed yet, template and parameter file decide', async () => {
    expect(await like(null)).toEqual({
      like: 'packer-ecs-dev-cluster',
      vpcId: 'vpc-default',
      subnetIds: ['subnet-default'],
      instanceTypes: ['t3.medium'],
      isXen: false,
      metadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      volumes: [
        { device: '/dev/xvda', ebs: { VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true } },
        { device: '/dev/xvdcy', ebs: { VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true } },
      ],
      proxy: {},
      publicAddress: null,
      unknown: [],
    })
  })

  test('of a deployed stack, the values that it keeps, and the subnets of its group', async () => {
    const kept = {
      VpcId: 'vpc-of-stack',
      Subnets: 'subnet-a',
      AlternativeInstanceType1: 't4g.medium',
      AlternativeInstanceType2: 'm5.large',
      DataVolumeSize: 'none',
      MetadataHopLimit: '2',
      VolumeKmsKey: 'alias/ebs',
    }
    expect(await like(kept)).toMatchObject({
      vpcId: 'vpc-of-stack',
      subnetIds: ['subnet-a', 'subnet-b'],
      // Those of the architecture of the AMI.
      instanceTypes: ['t3.medium', 'm5.large'],
      metadataOptions: { HttpPutResponseHopLimit: 2 },
      volumes: [{ device: '/dev/xvda', ebs: { KmsKeyId: 'alias/ebs' } }],
    })
  })

  test('the proxy that the user data of the stack sets', async () => {
    expect(await like({ ProxyUrl: 'http://proxy:3128', NoProxy: '.example' })).toMatchObject({
      proxy: { PROXY_URL: 'http://proxy:3128', NO_PROXY: '.example' },
    })
  })

  test('types with a late console are used only if there are no others', async () => {
    const kept = { AlternativeInstanceType1: 'm4.large', AlternativeInstanceType2: 'm5.large' }
    expect(await like(kept)).toMatchObject({ instanceTypes: ['t3.medium', 'm5.large'], isXen: false })
  })

  test('an AMI of another architecture than all of its instance types is refused', async () => {
    await expect(like(null, { architecture: 'arm64' })).rejects.toMatchObject({
      code: 'AMI_OTHER_ARCHITECTURE',
      message: 'ami-0123456789abcdef0 is arm64, but the stack launches t3.medium',
    })
  })

  test('a stack that launches no AMI of a parameter is refused', async () => {
    await expect(like(null, {}, 'service')).rejects.toMatchObject({
      code: 'VERIFY_STACK_WITHOUT_AMI',
      exitStatus: 2,
    })
  })
})

describe('without a stack', () => {
  test('the type of the build and the default VPC are used', async () => {
    const ec2 = {
      defaultNetwork: async () => ({ vpcId: 'vpc-default', subnetIds: ['subnet-1'] }),
      isXen: async () => false,
    }
    const chosen = { ami: image(), settings: await imageSettings({ instanceType: 'm5.large' }) }
    expect(await launchWithoutStack(chosen, ec2)).toMatchObject({
      like: null,
      vpcId: 'vpc-default',
      instanceTypes: ['m5.large'],
    })
  })

  test('a region without a default VPC needs --like', async () => {
    const ec2 = { defaultNetwork: async () => undefined, isXen: async () => false }
    await expect(launchWithoutStack({ ami: image(), settings: null }, ec2)).rejects.toMatchObject({
      code: 'VERIFY_NETWORK_MISSING',
      hint: expect.stringContaining('--like'),
    })
  })
})
