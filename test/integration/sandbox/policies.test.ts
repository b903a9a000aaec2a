import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation'
import {
  CreateKeyPairCommand,
  CreateTagsCommand,
  DeleteKeyPairCommand,
  DescribeImagesCommand,
  DescribeVpnGatewaysCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type Credentials,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { directoryOf, everything, type TestDirectory } from '#test/helpers/directory.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

describe.skipIf(!canRunSandbox)('who may do what in the sandbox', () => {
  let sandbox: TestSandbox
  let directory: TestDirectory
  let admin: Key

  beforeAll(async () => {
    sandbox = await startSandbox()
    directory = directoryOf(sandbox)
    admin = sandbox.clientOptions.credentials
  })
  afterAll(() => sandbox.remove())

  const ec2 = (credentials: Key, more = {}) =>
    new EC2Client({ ...sandbox.clientOptions, credentials, ...more })
  const ssm = (credentials: Key, more = {}) =>
    new SSMClient({ ...sandbox.clientOptions, credentials, ...more })
  const sts = (credentials: Key, more = {}) =>
    new STSClient({ ...sandbox.clientOptions, credentials, ...more })
  const describeImages = (key: Key) => ec2(key).send(new DescribeImagesCommand({ Owners: ['self'] }))
  const assume = async (key: Key, input: Partial<AssumeRoleCommandInput>): Promise<Key> => {
    const command = new AssumeRoleCommand({ RoleArn: '', RoleSessionName: 'test', ...input })
    return keyOf((await sts(key).send(command)).Credentials)
  }
  const codeOf = async (serial: string) => (await sandbox.cli('mfa-code', serial)).trim()

  test('CloudFormation reads the parameters of a template with the rights of its caller', async () => {
    const credentials = await directory.user('stacker', [
      { Effect: 'Allow', Action: ['cloudformation:*', 'ssm:GetParameters'], Resource: '*' },
    ])
    const client = new CloudFormationClient({ ...sandbox.clientOptions, credentials })
    const name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'
    const create = (Type: string) =>
      client.send(
        new CreateStackCommand({
          StackName: 'typed',
          TemplateBody: JSON.stringify({
            Parameters: { Image: { Type: `AWS::SSM::Parameter::Value<${Type}>`, Default: name } },
            Resources: { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
          }),
        }),
      )
    await expect(create('AWS::EC2::Image::Id')).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(
        /user\/stacker is not authorized to perform: ec2:DescribeImages because .*\(Service: AmazonEC2; Status Code: 403; Error Code: UnauthorizedOperation\)$/,
      ),
    })
    await expect(create('String')).resolves.toMatchObject({
      StackId: expect.stringContaining('stack/typed/'),
    })
  })

  test('a policy needs no version; the default has no variables', async () => {
    const iam = new IAMClient(sandbox.clientOptions)
    const key = await directory.user('versionless', [])
    const policy = (Resource: string) => ({
      UserName: 'versionless',
      PolicyName: 'own',
      PolicyDocument: JSON.stringify({
        Statement: { Effect: 'Allow', Action: 'ssm:GetParameter', Resource },
      }),
    })
    await iam.send(new PutUserPolicyCommand(policy('arn:aws:ssm:*:*:parameter/${aws:username}')))
    const read = () => ssm(key).send(new GetParameterCommand({ Name: '/versionless' }))
    await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException' })
    await iam.send(new PutUserPolicyCommand(policy('arn:aws:ssm:*:*:parameter/versionless')))
    await expect(read()).rejects.toMatchObject({ name: 'ParameterNotFound' })
  })

  test('each service refuses a wrong secret, and a clock that is off, in its own words', async () => {
    const wrong = { ...admin, secretAccessKey: 'wrong' }
    await expect(describeImages(wrong)).rejects.toMatchObject({ name: 'AuthFailure' })
    await expect(sts(wrong).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    })
    await expect(ssm(wrong).send(new GetParameterCommand({ Name: '/x' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    })
    const late = { systemClockOffset: -3_600_000 }
    await expect(sts(admin, late).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      message: expect.stringContaining('Signature expired'),
    })
    await expect(ec2(admin, late).send(new DescribeImagesCommand({}))).rejects.toMatchObject({
      name: 'RequestExpired',
    })
  })

  test('a user may do what the policies say now', async () => {
    const key = await directory.user('reader', [])
    const { Arn } = await sts(key).send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(`arn:aws:iam::${sandbox.accountId}:user/reader`)
    await expect(describeImages(key)).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      $metadata: { httpStatusCode: 403 },
      message: `You are not authorized to perform this operation. User: ${Arn} is not authorized to perform: ec2:DescribeImages because no identity-based policy allows the ec2:DescribeImages action`,
    })
    await expect(ssm(key).send(new GetParameterCommand({ Name: '/x' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
    await directory.allowUser('reader', [{ Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' }])
    await expect(describeImages(key)).resolves.toBeDefined()
  })

  test('an action that the table does not have is refused, whatever the policy', async () => {
    const key = await directory.user('curious', everything)
    await expect(ec2(key).send(new DescribeVpnGatewaysCommand({}))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining('the sandbox does not know the permissions of the action'),
    })
  })

  test('tags, asked for and present, decide', async () => {
    const own = (key: string) => ({ StringEquals: { [key]: '42' } })
    const key = await directory.user('tagger', [
      { Effect: 'Allow', Action: 'ec2:CreateKeyPair', Resource: '*', Condition: own('aws:RequestTag/run') },
      { Effect: 'Allow', Action: 'ec2:CreateTags', Resource: '*', Condition: own('aws:RequestTag/run') },
      { Effect: 'Allow', Action: 'ec2:DeleteKeyPair', Resource: '*', Condition: own('aws:ResourceTag/run') },
    ])
    const create = (KeyName: string, Value: string) =>
      ec2(key).send(
        new CreateKeyPairCommand({
          KeyName,
          TagSpecifications: [{ ResourceType: 'key-pair', Tags: [{ Key: 'run', Value }] }],
        }),
      )
    await expect(create('mine', '43')).rejects.toMatchObject({ name: 'UnauthorizedOperation' })
    await create('mine', '42')
    await ec2(admin).send(new CreateKeyPairCommand({ KeyName: 'foreign' }))
    const remove = (KeyName: string) => ec2(key).send(new DeleteKeyPairCommand({ KeyName }))
    await expect(remove('foreign')).rejects.toMatchObject({ name: 'UnauthorizedOperation' })
    await remove('mine')
  })

  test('a dry run tells whether it would be allowed, and changes nothing', async () => {
    const key = await directory.user('doctor', [
      { Effect: 'Allow', Action: 'ec2:CreateKeyPair', Resource: '*' },
    ])
    const dryRun = { DryRun: true }
    await expect(
      ec2(key).send(new CreateKeyPairCommand({ ...dryRun, KeyName: 'dry' })),
    ).rejects.toMatchObject({ name: 'DryRunOperation', $metadata: { httpStatusCode: 412 } })
    await expect(
      ec2(key).send(new CreateTagsCommand({ ...dryRun, Resources: ['i-1'], Tags: [] })),
    ).rejects.toMatchObject({ name: 'UnauthorizedOperation' })
    await expect(ec2(admin).send(new CreateKeyPairCommand({ KeyName: 'dry' }))).resolves.toBeDefined()
  })

  describe('a role', () => {
    test('is assumed by whom it trusts, and has its own ARN and policies', async () => {
      const user = await directory.user('assumer', [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' },
      ])
      const RoleArn = await directory.role('builder', [directory.trusts(directory.root)], everything)
      const session = await assume(user, { RoleArn })
      const { Arn } = await sts(session).send(new GetCallerIdentityCommand({}))
      expect(Arn).toBe(`arn:aws:sts::${sandbox.accountId}:assumed-role/builder/test`)
      await expect(describeImages(session)).resolves.toBeDefined()
      await expect(describeImages(user)).rejects.toMatchObject({ name: 'UnauthorizedOperation' })
      await expect(describeImages({ ...session, sessionToken: 'other' })).rejects.toMatchObject({
        name: 'AuthFailure',
      })
    })

    test('is not assumed by others; one that does not exist answers the same', async () => {
      const user = await directory.user('stranger', [])
      const RoleArn = await directory.role('closed', [directory.trusts(directory.root)], everything)
      for (const arn of [RoleArn, RoleArn.replace('closed', 'missing')]) {
        await expect(assume(user, { RoleArn: arn })).rejects.toMatchObject({
          name: 'AccessDenied',
          message: expect.stringContaining('is not authorized to perform: sts:AssumeRole'),
        })
      }
    })

    test('asks for its external id', async () => {
      const condition = { StringEquals: { 'sts:ExternalId': 'agreed' } }
      const RoleArn = await directory.role('partner', [directory.trusts(directory.root, condition)], [])
      await expect(assume(admin, { RoleArn })).rejects.toMatchObject({ name: 'AccessDenied' })
      await expect(assume(admin, { RoleArn, ExternalId: 'agreed' })).resolves.toBeDefined()
    })

    test('can do what its session policy allows too', async () => {
      const RoleArn = await directory.role('limited', [directory.trusts(directory.root)], everything)
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' }],
      })
      const session = await assume(admin, { RoleArn, Policy })
      await expect(describeImages(session)).rejects.toMatchObject({
        message: expect.stringContaining('no session policy allows the ec2:DescribeImages action'),
      })
      const name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended'
      await expect(ssm(session).send(new GetParameterCommand({ Name: name }))).resolves.toBeDefined()
      await expect(assume(admin, { RoleArn, Policy: '{}' })).rejects.toMatchObject({
        name: 'MalformedPolicyDocumentException',
      })
      await expect(assume(admin, { RoleArn, Policy: Policy + ' '.repeat(2048) })).rejects.toMatchObject({
        name: 'ValidationError',
      })
    })

    test('lasts at most what it allows, one hour when a role assumes it', async () => {
      const RoleArn = await directory.role('short', [directory.trusts(directory.root)], everything)
      const chained = await assume(admin, { RoleArn })
      await expect(assume(admin, { RoleArn, DurationSeconds: 7200 })).rejects.toMatchObject({
        message: expect.stringContaining('MaxSessionDuration'),
      })
      await expect(assume(chained, { RoleArn, DurationSeconds: 7200 })).rejects.toMatchObject({
        message: expect.stringContaining('role chaining'),
      })
      await expect(assume(admin, { RoleArn, DurationSeconds: 60 })).rejects.toMatchObject({
        name: 'ValidationError',
      })
    })
  })

  describe('a second factor', () => {
    test('one code opens a session that assumes a role which asks for it', async () => {
      const user = await directory.user('two-factor', everything)
      const SerialNumber = await directory.mfaDevice('two-factor')
      const condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
      const RoleArn = await directory.role(
        'guarded',
        [directory.trusts(directory.root, condition)],
        everything,
      )
      await expect(assume(user, { RoleArn })).rejects.toMatchObject({ name: 'AccessDenied' })
      const TokenCode = await codeOf(SerialNumber)
      const { Credentials } = await sts(user).send(
        new GetSessionTokenCommand({ SerialNumber, TokenCode, DurationSeconds: 129_600 }),
      )
      const session = await assume(keyOf(Credentials), { RoleArn })
      await expect(describeImages(session)).resolves.toBeDefined()
      await expect(assume(user, { RoleArn, SerialNumber, TokenCode })).resolves.toBeDefined()
    })

    test("a wrong code and another's device are refused", async () => {
      const user = await directory.user('forgetful', everything)
      const SerialNumber = await directory.mfaDevice('forgetful')
      const TokenCode = (await codeOf(SerialNumber)) === '000000' ? '000001' : '000000'
      const ask = (serial: string) =>
        sts(user).send(new GetSessionTokenCommand({ SerialNumber: serial, TokenCode }))
      await expect(ask(SerialNumber)).rejects.toMatchObject({
        name: 'AccessDenied',
        message: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
      })
      await expect(ask(`${SerialNumber}-other`)).rejects.toMatchObject({
        message: expect.stringContaining('unable to validate MFA code'),
      })
    })
  })

  describe('the end of a session', () => {
    test('comes early when ordered; each service refuses it in its own words', async () => {
      const RoleArn = await directory.role('ended', [directory.trusts(directory.root)], everything)
      const [first, second] = [await assume(admin, { RoleArn }), await assume(admin, { RoleArn })]
      await sandbox.cli('sessions', 'end', '--access-key', first.accessKeyId)
      await expect(describeImages(first)).rejects.toMatchObject({ name: 'RequestExpired' })
      await expect(sts(first).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
        name: 'ExpiredToken',
      })
      await expect(ssm(first).send(new GetParameterCommand({ Name: '/x' }))).rejects.toMatchObject({
        name: 'ExpiredTokenException',
      })
      await expect(describeImages(second)).resolves.toBeDefined()
      await expect(sandbox.cli('sessions', 'end', '--access-key', 'ASIAOTHER')).rejects.toMatchObject({
        exitCode: 1,
      })
      await sandbox.cli('sessions', 'end')
      await expect(describeImages(second)).rejects.toMatchObject({ name: 'RequestExpired' })
      await expect(describeImages(admin)).resolves.toBeDefined()
    })

    test('comes by itself, soon when new sessions are limited', async () => {
      const RoleArn = await directory.role('brief', [directory.trusts(directory.root)], everything)
      await sandbox.cli('sessions', 'limit', '5')
      const session = await assume(admin, { RoleArn })
      await expect(describeImages(session)).resolves.toBeDefined()
      await sandbox.cli('sessions', 'limit', 'off')
      await vi.waitFor(
        () => expect(describeImages(session)).rejects.toMatchObject({ name: 'RequestExpired' }),
        { timeout: 60_000, interval: 200 },
      )
    })
  })
})

function keyOf(credentials: Credentials | undefined): Key {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}
