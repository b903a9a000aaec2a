import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type AwsCli, awsCli } from '#test/helpers/aws-cli.ts'
import { runTool, type ToolRequest } from '#test/helpers/bake.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox } from '#test/helpers/sandbox.ts'
import { shareSandbox } from '#test/helpers/shared-sandbox.ts'
import { deployed } from '#test/helpers/small-stack.ts'

const outer = `
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://templates.s3.amazonaws.com/inner.yml
      Parameters: {Name: !Sub "/\${AWS::StackName}/logs"}
  Note:
    Type: AWS::SSM::Parameter
    Properties: {Type: String, Value: !GetAtt Inner.Outputs.Group}
Outputs:
  Note: {Value: !GetAtt Note.Value}
  Inner: {Value: !Ref Inner}
`

/** A log group and, where it is named, a parameter after it. */
const inner = (days: number, parameter?: string) => `
Parameters:
  Name: {Type: String}
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Ref Name, RetentionInDays: ${days}}
${
  parameter === undefined
    ? ''
    : `  Second:
    Type: AWS::SSM::Parameter
    Properties: {Type: String, Name: ${parameter}, Value: !Ref Logs}`
}
Outputs:
  Group: {Value: !Ref Logs}
`

/** A stack whose nested stack is a local file, and a large comment. */
const local = (comment: string) => `# ${comment}
Resources:
  Logs:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./nested/child.yml
`

const child = `
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 7}
`

const stack = { name: '{project}-{stack}', template: 'stack.yml' }

describe.skipIf(!canRunSandbox)('a stack with a stack in it', () => {
  let request: ToolRequest
  let aws: AwsCli
  let cloudFormation: CloudFormationClient

  beforeAll(async () => {
    const sandbox = await shareSandbox('stacks')
    request = {
      sandbox,
      project: await makeProject({}, { 'stack.yml': outer }, 'ecs', {
        project: 'shop',
        stacks: { app: stack, new: stack },
      }),
    }
    cloudFormation = new CloudFormationClient(sandbox.clientOptions)
    aws = await awsCli(sandbox)
    expect(await aws('s3', 'mb', 's3://templates')).toMatchObject({ exitCode: 0 })
    await put(inner(7))
  })

  afterAll(async () => {
    await request?.project.remove()
  })

  async function put(template: string): Promise<void> {
    const file = join(request.project.folder, 'inner.yml')
    await writeFile(file, template)
    const { exitCode, all } = await aws('s3', 'cp', file, 's3://templates/inner.yml')
    expect(exitCode, all).toBe(0)
  }

  async function eventCount(stackId: string): Promise<number> {
    const { StackEvents = [] } = await cloudFormation.send(
      new DescribeStackEventsCommand({ StackName: stackId }),
    )
    return StackEvents.length
  }

  async function retention(): Promise<string> {
    const query = ['--query', 'logGroups[].retentionInDays', '--output', 'text']
    return (await aws('logs', 'describe-log-groups', '--log-group-name-prefix', '/shop-app/', ...query))
      .stdout
  }

  test('is created; what happens inside is indented', async () => {
    const { exitCode, stderr } = await runTool(request, 'deploy', 'app', '--yes')
    expect(exitCode, stderr).toBe(0)
    const lines = stderr.split('\n')
    const line = (name: string) => lines.findIndex(text => text.endsWith(`CREATE_COMPLETE    ${name}`))
    const column = (name: string) => lines[line(name)]?.indexOf('CREATE') ?? 0
    expect(line('Logs')).toBeLessThan(line('Inner'))
    expect(column('Logs') - column('Inner')).toBe(2)
    expect(await retention()).toBe('7')
  })

  test('is looked at when nothing is another, and then there is nothing to do', async () => {
    const before = await deployed(request, 'app')
    const { Inner = '' } = before.document.outputs
    const count = await eventCount(Inner)
    const { document, stderr } = await deployed(request, 'app')
    expect(document.outcome, stderr).toBe('unchanged')
    expect(document.changes).toEqual([])
    expect(await eventCount(Inner)).toBe(count)
  })

  test('is updated when there is another template behind the same URL', async () => {
    await put(inner(14))
    const { document, stderr } = await deployed(request, 'app')
    expect(document.outcome, stderr).toBe('updated')
    expect(document.changes).toContainEqual(
      expect.objectContaining({ logicalId: 'Logs', nestedIn: ['Inner'] }),
    )
    expect(await retention()).toBe('14')
  })

  test('goes back as a whole, because of what failed inside', async () => {
    await aws('ssm', 'put-parameter', '--name', '/taken', '--type', 'String', '--value', 'x')
    await put(inner(30, '/taken'))
    const { exitCode, document, stderr } = await deployed(request, 'app')
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 1, outcome: 'rolledBack' })
    expect(document.rootCause).toMatchObject({
      resource: 'Second',
      type: 'AWS::SSM::Parameter',
      reason: expect.stringContaining('already exists'),
    })
    expect(await retention()).toBe('14')
  })

  test('that is new and fails inside is removed, and the reason was seen before', async () => {
    const { exitCode, document, stderr } = await deployed(request, 'new')
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 1, outcome: 'rolledBack' })
    expect(document.rootCause).toMatchObject({ resource: 'Second' })
  })

  test('is deployed and deleted by the aws cli', async () => {
    await put(inner(7))
    const file = join(request.project.folder, 'stack.yml')
    const deploy = ['cloudformation', 'deploy', '--stack-name', 'by-cli', '--template-file', file]
    const { exitCode, all } = await aws(...deploy)
    expect(exitCode, all).toBe(0)
    const named = { StackName: 'by-cli' }
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand(named))
    const innerId = StackResources.find(
      ({ LogicalResourceId }) => LogicalResourceId === 'Inner',
    )?.PhysicalResourceId
    await aws('cloudformation', 'delete-stack', '--stack-name', 'by-cli')
    await vi.waitFor(async () => {
      const described = await cloudFormation.send(new DescribeStacksCommand({ StackName: innerId }))
      expect(described.Stacks?.[0]).toMatchObject({ StackStatus: 'DELETE_COMPLETE' })
    }, 120_000)
  })

  describe('in a local file', () => {
    let own: ToolRequest

    beforeAll(async () => {
      expect(await aws('s3', 'mb', 's3://artifacts')).toMatchObject({ exitCode: 0 })
      const files = { 'parent.yml': local('small'), 'nested/child.yml': child }
      const stacks = { local: { ...stack, template: 'parent.yml' } }
      own = { ...request, project: await makeProject({}, files, 'ecs', { project: 'shop', stacks }) }
    })
    afterAll(() => own?.project.remove())

    const write = (name: string, text: string) => writeFile(join(own.project.folder, name), text)
    const keys = async () =>
      (await aws('s3', 'ls', '--recursive', 's3://artifacts')).stdout.split('\n').length

    test('is refused without an artifact bucket, with its line and the key to set', async () => {
      const { exitCode, stderr } = await runTool(own, 'deploy', 'local', '--yes')
      expect(exitCode).toBe(2)
      expect(stderr).toMatch(/ARTIFACT_BUCKET_MISSING .*parent\.yml:6/)
      expect(stderr).toContain('artifacts: {bucket: NAME}')
    })

    test('is uploaded to the bucket and deployed', async () => {
      await appendFile(join(own.project.folder, 'packer-ecs.yaml'), 'artifacts: {bucket: artifacts}\n')
      const { document, stderr } = await deployed(own, 'local')
      expect(document.outcome, stderr).toBe('created')
      expect(await keys()).toBe(1)
    })

    test('is uploaded with its parent if that is too large for a call', async () => {
      await write('parent.yml', local('x'.repeat(60_000)))
      await write('nested/child.yml', child.replace('7', '14'))
      const { document, stderr } = await deployed(own, 'local')
      expect(document.outcome, stderr).toBe('updated')
      expect(await keys()).toBe(3)
    })
  })
})
