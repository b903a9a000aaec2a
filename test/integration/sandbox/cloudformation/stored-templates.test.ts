import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type AwsCli, awsCli } from '#test/helpers/aws-cli.ts'
import { directoryOf } from '#test/helpers/directory.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const topic = 'Resources: {Topic: {Type: AWS::SNS::Topic}}'
const patience = { timeout: 20_000, interval: 100 }

describe.skipIf(!canRunSandbox)('a template that lies in S3', () => {
  let sandbox: TestSandbox
  let folder: string
  let aws: AwsCli
  let administrator: CloudFormationClient

  beforeAll(async () => {
    sandbox = await startSandbox()
    folder = await mkdtemp(join(tmpdir(), 'templates-'))
    aws = await awsCli(sandbox)
    administrator = new CloudFormationClient(sandbox.clientOptions)
    await aws('s3', 'mb', 's3://templates')
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
    await sandbox?.remove()
  })

  async function put(name: string, template: string): Promise<string> {
    await writeFile(join(folder, name), template)
    const { exitCode, all } = await aws('s3', 'cp', join(folder, name), `s3://templates/${name}`)
    expect(exitCode, all).toBe(0)
    return `https://templates.s3.us-east-1.amazonaws.com/${name}`
  }

  test('is read, also where it is too long for a call', async () => {
    const url = await put('long.yml', `${topic}\n#${'x'.repeat(60_000)}`)
    for (const TemplateURL of [url, `${sandbox.endpoint}/templates/long.yml`]) {
      await expect(administrator.send(new ValidateTemplateCommand({ TemplateURL }))).resolves.toMatchObject({
        Parameters: [],
      })
    }
    const TemplateURL = url.replace('long', 'gone')
    await expect(administrator.send(new ValidateTemplateCommand({ TemplateURL }))).rejects.toThrow(
      'S3 error: The specified key does not exist.',
    )
  })

  test("makes a nested stack with the rights of the outer stack's caller", async () => {
    const TemplateURL = await put('inner.yml', topic)
    const allowed = [{ Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' }]
    const credentials = await directoryOf(sandbox).user('stacks-only', allowed)
    const client = new CloudFormationClient({ ...sandbox.clientOptions, credentials })
    const outer = {
      Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } } },
    }
    const named = { StackName: 'outer' }
    await client.send(
      new CreateStackCommand({ ...named, TemplateBody: JSON.stringify(outer), OnFailure: 'DO_NOTHING' }),
    )
    await vi.waitFor(async () => {
      const { Stacks } = await administrator.send(new DescribeStacksCommand(named))
      expect(Stacks?.[0]).toMatchObject({ StackStatus: 'CREATE_FAILED' })
    }, patience)
    const { StackResources } = await administrator.send(new DescribeStackResourcesCommand(named))
    const inner = { StackName: StackResources?.[0]?.PhysicalResourceId }
    const { StackResources: inside } = await administrator.send(new DescribeStackResourcesCommand(inner))
    expect(inside?.[0]?.ResourceStatusReason).toMatch(
      /user\/stacks-only is not authorized to perform: sns:CreateTopic on resource/,
    )
  })
})
