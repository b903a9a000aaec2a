import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { CopyImageCommand, CreateVolumeCommand, EC2Client } from '@aws-sdk/client-ec2'
import { CreateGrantCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEc2, type Ec2 } from '#src/aws/ec2.ts'
import { createKms, type Kms } from '#src/aws/kms.ts'
import { createSsm } from '#src/aws/ssm.ts'
import { readProject } from '#src/config/read-project.ts'
import { files } from '#src/host/system.ts'
import { complete, tagKeys } from '#src/images/tags.ts'
import { checkAmis } from '#src/stacks/ami/check-amis.ts'
import { autoScalingRole } from '#src/stacks/ami/check-keys.ts'
import { type FoundAmi, findAmis } from '#src/stacks/ami/find-amis.ts'
import { chooseStack } from '#src/stacks/choose.ts'
import { gatherParameters } from '#src/stacks/parameters/gather.ts'
import { offerNetwork } from '#src/stacks/parameters/network.ts'
import { plainValues, resolveParameters } from '#src/stacks/parameters/resolve.ts'
import { evaluator } from '#src/stacks/template/evaluate.ts'
import { readTemplate } from '#src/stacks/template/read-template.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

/** What a deploy knows before its change set, asked of a real API: the repository's own stack. */
describe.skipIf(!canRunSandbox)('inputs of the cluster stack', () => {
  let sandbox: TestSandbox
  let ec2: Ec2
  let kms: Kms
  let sdk: { ec2: EC2Client; kms: KMSClient }

  beforeAll(async () => {
    sandbox = await startSandbox()
    Object.assign(process.env, { AWS_ENDPOINT_URL: sandbox.endpoint })
    const { region, credentials } = sandbox.clientOptions
    const options = { region, credentials: async () => credentials }
    ec2 = createEc2(options)
    kms = createKms(options)
    sdk = { ec2: new EC2Client(sandbox.clientOptions), kms: new KMSClient(sandbox.clientOptions) }
  })
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL
    await sandbox?.remove()
  })

  /** A copy of an ECS-optimized AMI with the tags that a bake leaves. */
  async function bakedImage({ parameter = 'recommended', state = complete } = {}) {
    const ssm = createSsm({
      region: sandbox.clientOptions.region,
      credentials: async () => sandbox.clientOptions.credentials,
    })
    const value = await ssm.parameter(
      `/aws/service/ecs/optimized-ami/amazon-linux-2023/${parameter}/image_id`,
    )
    const runId = `20261121-120000-${randomBytes(2).toString('hex')}`
    const { ImageId = '' } = await sdk.ec2.send(
      new CopyImageCommand({
        Name: `ecs-${runId}`,
        SourceImageId: value,
        SourceRegion: sandbox.clientOptions.region,
      }),
    )
    const tags = {
      [tagKeys.image]: 'ecs',
      [tagKeys.project]: 'shop',
      [tagKeys.run]: runId,
      [tagKeys.bakeKey]: 'ab'.repeat(32),
      [tagKeys.state]: state,
    }
    await ec2.tag([ImageId], tags)
    return ImageId
  }

  /** `key`: the AMI's volume is encrypted with it (moto's snapshots do not tell theirs). */
  async function inputs(ami?: string, key?: string) {
    const file = fileURLToPath(new URL('../../packer-ecs.yaml', import.meta.url))
    const chosen = chooseStack(await readProject(file, files), 'cluster', undefined)
    const template = await readTemplate(chosen.template, files)
    // The AMIs here are no bakes: they have no data volume.
    const flags = ['DataVolumeSize=none']
    const given = await gatherParameters({ chosen, template, flags, ami }, files)
    const place = {
      region: sandbox.clientOptions.region,
      accountId: sandbox.accountId,
      projectName: 'shop',
      channel: null,
    }
    const found = await findAmis(given.amis, ec2, place)
    const amis = key === undefined ? found : found.map(withEncryptedVolumes)
    const network = await offerNetwork({ template, given, previous: null }, ec2)
    const { values } = resolveParameters({ template, given, previous: null, amis, network })
    const evaluate = evaluator(template, plainValues(values))
    const snapshotKeys = async () => (key === undefined ? [] : [key])
    const clients = { ec2: { ...ec2, snapshotKeys }, kms: async () => kms }
    const notices = await checkAmis(
      { amis, template, evaluate, ...place, now: new Date(), isRunKnown: async () => true },
      clients,
    )
    return { values, notices }
  }

  test('nothing was baked yet', async () => {
    await expect(inputs()).rejects.toMatchObject({ code: 'NO_AMI' })
  })

  test('the newest good AMI, in the default VPC', async () => {
    const imageId = await bakedImage()
    const { values, notices } = await inputs()
    expect(notices).toEqual([])
    expect(values).toMatchObject({
      ApplicationImageId: { value: imageId, source: { kind: 'ami', image: 'ecs' } },
      VpcId: { value: expect.stringMatching(/^vpc-/), source: { kind: 'network' } },
      Subnets: { value: expect.stringMatching(/^subnet-\w+(,subnet-\w+)+$/) },
      InstanceType: { value: 't3.medium' },
    })
  })

  test('an own key that Auto Scaling may not use, until it is granted', async () => {
    const { KeyMetadata } = await sdk.kms.send(new CreateKeyCommand({}))
    const key = KeyMetadata?.Arn ?? ''
    const imageId = await bakedImage()
    const error = await inputs(imageId, key).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'AMI_KEY_NOT_USABLE' })
    expect((error as { hint: string }).hint).toContain(`aws kms create-grant --key-id ${key}`)
    const GranteePrincipal = autoScalingRole(key, sandbox.accountId)
    await sdk.kms.send(
      new CreateGrantCommand({ KeyId: key, GranteePrincipal, Operations: ['Decrypt', 'CreateGrant'] }),
    )
    expect((await inputs(imageId, key)).notices).toEqual([])
  })

  test("the account's default key is AWS's own, which Auto Scaling may use", async () => {
    const AvailabilityZone = `${sandbox.clientOptions.region}a`
    const volume = new CreateVolumeCommand({ AvailabilityZone, Size: 1, Encrypted: true })
    const { KmsKeyId = '' } = await sdk.ec2.send(volume)
    expect(await kms.key(KmsKeyId)).toMatchObject({ isAwsManaged: true, state: 'Enabled' })
    expect((await inputs(await bakedImage(), KmsKeyId)).notices).toEqual([])
  })

  test('a key that is not there', async () => {
    await expect(inputs(await bakedImage(), 'alias/nix')).rejects.toMatchObject({
      code: 'AMI_KEY_NOT_USABLE',
      message: expect.stringMatching(/the KMS key alias\/nix .* does not exist/),
    })
  })

  test('another architecture, an unfinished bake, an AMI that is not there', async () => {
    const arm = await bakedImage({ parameter: 'arm64/recommended' })
    await expect(inputs(arm)).rejects.toMatchObject({ code: 'AMI_OTHER_ARCHITECTURE' })
    const unfinished = await bakedImage({ state: 'building' })
    await expect(inputs(unfinished)).rejects.toMatchObject({ code: 'AMI_NOT_GOOD' })
    await expect(inputs('ami-00000000000000000')).rejects.toMatchObject({ code: 'AMI_NOT_FOUND' })
  })

  test('an instance type that the region does not have', async () => {
    expect(await ec2.architectures('t3.medium')).toContain('x86_64')
    expect(await ec2.architectures('t4g.medium')).toEqual(['arm64'])
    expect(await ec2.architectures('z9.huge')).toBeUndefined()
  })
})

function withEncryptedVolumes(ami: FoundAmi): FoundAmi {
  const volumes = ami.found.volumes.map(volume => ({ ...volume, encrypted: true }))
  return { ...ami, found: { ...ami.found, volumes } }
}
