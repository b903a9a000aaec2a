import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { directoryOf, everything, type TestDirectory } from '#test/helpers/directory.ts'
import { orderFault } from '#test/helpers/fault.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } })
const onStacks = { Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' }
const onTopics = { Effect: 'Allow', Action: 'sns:*', Resource: '*' }
const patience = { timeout: 120_000, interval: 100 }

interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

describe.skipIf(!canRunSandbox)('with whose rights a stack is made', () => {
  let sandbox: TestSandbox
  let directory: TestDirectory
  let administrator: CloudFormationClient

  beforeAll(async () => {
    sandbox = await startSandbox()
    directory = directoryOf(sandbox)
    administrator = new CloudFormationClient(sandbox.clientOptions)
  })
  afterAll(() => sandbox?.remove())

  const as = (credentials: Key) => new CloudFormationClient({ ...sandbox.clientOptions, credentials })
  /** The stack's last status; every reason that its events give. */
  async function outcome(StackName: string): Promise<{ status: string; reasons: string }> {
    const status = await vi.waitFor(async () => {
      const { Stacks } = await administrator.send(new DescribeStacksCommand({ StackName }))
      const present = Stacks?.[0]?.StackStatus ?? ''
      expect(present).not.toMatch(/_IN_PROGRESS$/)
      return present
    }, patience)
    const { StackEvents = [] } = await administrator.send(new DescribeStackEventsCommand({ StackName }))
    return { status, reasons: StackEvents.map(event => event.ResourceStatusReason).join('\n') }
  }

  test("what the caller may not make fails, in the service's words", async () => {
    const client = as(await directory.user('stacks-only', [onStacks]))
    await client.send(new CreateStackCommand({ StackName: 'denied', TemplateBody }))
    const { status, reasons } = await outcome('denied')
    expect(status).toBe('ROLLBACK_COMPLETE')
    expect(reasons).toMatch(/user\/stacks-only is not authorized to perform: sns:CreateTopic on resource/)
    expect(reasons).toContain('HandlerErrorCode: AccessDenied')
  })

  test('what the caller may make is made', async () => {
    const client = as(await directory.user('topics-too', [onStacks, onTopics]))
    await client.send(new CreateStackCommand({ StackName: 'allowed', TemplateBody }))
    expect((await outcome('allowed')).status).toBe('CREATE_COMPLETE')
  })

  test("a session's policy limits the stack, too", async () => {
    const RoleArn = await directory.role('deployer', [directory.trusts(directory.root)], everything)
    const user = await directory.user('assumes', [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' },
    ])
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [onStacks] })
    const { Credentials } = await new STSClient({ ...sandbox.clientOptions, credentials: user }).send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'limited', Policy }),
    )
    const client = as({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    })
    await client.send(new CreateStackCommand({ StackName: 'limited', TemplateBody }))
    expect((await outcome('limited')).reasons).toContain(
      'because no session policy allows the sns:CreateTopic action',
    )
  })

  test('a template in S3 is read with the rights of the caller, who needs those of S3 to write it', async () => {
    await new S3Client(sandbox.clientOptions).send(new CreateBucketCommand({ Bucket: 'templates' }))
    const key = await directory.user('stores', [onStacks, onTopics])
    const store = new PutObjectCommand({ Bucket: 'templates', Key: 'topic.json', Body: TemplateBody })
    const s3 = new S3Client({ ...sandbox.clientOptions, credentials: key })
    await expect(s3.send(store)).rejects.toMatchObject({ name: 'AccessDenied' })
    const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::templates/*' })
    await directory.allowUser('stores', [onStacks, onTopics, allow('s3:PutObject')])
    await s3.send(store)
    const create = new CreateStackCommand({
      StackName: 'stored',
      TemplateURL: 'https://templates.s3.amazonaws.com/topic.json',
    })
    await expect(as(key).send(create)).rejects.toThrow(/^S3 error: Access Denied/)
    await directory.allowUser('stores', [onStacks, onTopics, allow('s3:GetObject')])
    await as(key).send(create)
    expect((await outcome('stored')).status).toBe('CREATE_COMPLETE')
  })

  test('a service role makes what its caller may not, when it may be passed on', async () => {
    const service = {
      Effect: 'Allow',
      Principal: { Service: 'cloudformation.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }
    const RoleARN = await directory.role('for-stacks', [service], [onTopics])
    const client = as(await directory.user('passes', [onStacks]))
    const create = new CreateStackCommand({ StackName: 'by-role', TemplateBody, RoleARN })
    await expect(client.send(create)).rejects.toThrow('is not authorized to perform: iam:PassRole')
    await directory.allowUser('passes', [
      onStacks,
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: RoleARN },
    ])
    await client.send(create)
    expect((await outcome('by-role')).status).toBe('CREATE_COMPLETE')
  })

  test('sessions that are ended do not end what CloudFormation does', async () => {
    const creation = await orderFault(sandbox, 'CreateTopic', '--hold')
    const client = as(await directory.user('leaves', [onStacks, onTopics]))
    await client.send(new CreateStackCommand({ StackName: 'goes-on', TemplateBody }))
    await sandbox.cli('sessions', 'end')
    await creation.off()
    expect((await outcome('goes-on')).status).toBe('CREATE_COMPLETE')
  })
})
