import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AwsAnswer, type AwsCli, awsCli } from '#test/helpers/aws-cli.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const template = join(import.meta.dirname, '../../../fixtures/stacks/topics.yml')

describe.skipIf(!canRunSandbox)('the aws cli', () => {
  let sandbox: TestSandbox
  let cli: AwsCli

  beforeAll(async () => {
    sandbox = await startSandbox()
    cli = await awsCli(sandbox)
  })
  afterAll(() => sandbox?.remove())

  const aws: AwsCli = (...words) => cli('cloudformation', ...words)
  const query = async (action: string, stack: string, path: string) => {
    const { stdout } = await aws(action, '--stack-name', stack, '--query', path, '--output', 'text')
    return stdout
  }
  async function deploy(stack: string, ...overrides: readonly string[]): Promise<AwsAnswer> {
    await seeTheEnd(3)
    return aws(
      'deploy',
      '--stack-name',
      stack,
      '--template-file',
      template,
      '--parameter-overrides',
      ...overrides,
    )
  }
  /** Its waiters look every 30 s: answers that come late tell the end at the first look. */
  const seeTheEnd = (looks: number) =>
    sandbox.cli('fault', 'cloudformation:DescribeStacks', '--delay', '2', '--times', String(looks))

  test('deploy makes a stack, tells that nothing changed, and updates it', async () => {
    const created = await deploy('web', 'Display=one')
    expect(created.all).toContain('Successfully created/updated stack - web')
    expect(await query('describe-stacks', 'web', 'Stacks[0].StackStatus')).toBe('CREATE_COMPLETE')
    const same = await deploy('web', 'Display=one')
    expect(same.all).toContain('No changes to deploy. Stack web is up to date')
    const updated = await deploy('web', 'Display=two')
    expect(updated.all).toContain('Successfully created/updated stack - web')
    expect(await query('describe-stacks', 'web', 'Stacks[0].StackStatus')).toBe('UPDATE_COMPLETE')
  })

  test('the stack has outputs, exports and resources with physical ids', async () => {
    const told = "Stacks[0].Outputs[?OutputKey=='Told'].OutputValue"
    expect(await query('describe-stacks', 'web', told)).toMatch(/^web tells web-Topic-/)
    const { stdout } = await aws('list-exports', '--query', 'Exports[].Name', '--output', 'text')
    expect(stdout).toBe('web-TopicArn')
    const topic = "StackResourceSummaries[?LogicalResourceId=='Topic'].PhysicalResourceId"
    expect(await query('list-stack-resources', 'web', topic)).toMatch(/^arn:aws:sns:us-east-1:\d+:web-Topic-/)
  })

  test('events tell each resource, newest first', async () => {
    await deploy('events', 'Display=one')
    const path = 'StackEvents[].[LogicalResourceId,ResourceStatus]'
    const events = (await query('describe-stack-events', 'events', path)).split('\n').reverse()
    const of = (logicalId: string) =>
      events.filter(event => event.startsWith(`${logicalId}\t`)).map(event => event.split('\t')[1])
    expect(of('events')).toEqual(['REVIEW_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE'])
    expect(of('Topic')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE'])
    expect(events.indexOf('Topic\tCREATE_COMPLETE')).toBeLessThan(
      events.indexOf('Parameter\tCREATE_COMPLETE'),
    )
  })

  test('a stack that fails is rolled back, and deploy says where to look', async () => {
    await sandbox.cli('fault', 'CreateLogGroup', '--error', 'LimitExceededException')
    const failed = await deploy('broken', 'LogGroup=/broken')
    expect(failed.exitCode).not.toBe(0)
    expect(failed.all).toContain('aws cloudformation describe-stack-events --stack-name broken')
    expect(await query('describe-stacks', 'broken', 'Stacks[0].StackStatus')).toBe('ROLLBACK_COMPLETE')
    const reason = "StackEvents[?ResourceStatus=='CREATE_FAILED'].ResourceStatusReason"
    expect(await query('describe-stack-events', 'broken', reason)).toMatch(
      /^Resource handler returned message: ".*" \(RequestToken: [0-9a-f-]+, HandlerErrorCode: ServiceLimitExceeded\)$/,
    )
  })

  test('its waiters end as the stack does', async () => {
    const named = ['--stack-name', 'waited']
    await aws('create-stack', ...named, '--template-body', `file://${template}`)
    await seeTheEnd(1)
    expect((await aws('wait', 'stack-create-complete', ...named)).exitCode).toBe(0)
    expect((await aws('wait', 'stack-exists', ...named)).exitCode).toBe(0)
    await aws('delete-stack', ...named)
    await seeTheEnd(1)
    expect((await aws('wait', 'stack-delete-complete', ...named)).exitCode).toBe(0)
    expect((await aws('describe-stacks', ...named)).all).toContain('Stack with id waited does not exist')
  })

  test('throttled calls are tried again', async () => {
    await sandbox.cli('fault', 'cloudformation:DescribeStacks', '--error', 'Throttling', '--times', '2')
    expect(await query('describe-stacks', 'web', 'Stacks[0].StackName')).toBe('web')
    await sandbox.cli('fault', 'cloudformation:DescribeStacks', '--error', 'Throttling', '--times', '3')
    expect((await aws('describe-stacks', '--stack-name', 'web')).all).toContain('(Throttling)')
  })

  test('a template is described and validated without a stack', async () => {
    const body = ['--template-body', `file://${template}`]
    const summary = await aws('get-template-summary', ...body, '--query', 'Parameters[].ParameterKey')
    expect(JSON.parse(summary.stdout)).toEqual(['Display', 'LogGroup'])
    expect((await aws('validate-template', ...body)).exitCode).toBe(0)
    const broken = await aws('validate-template', '--template-body', 'Resources: {A: {Type: AWS::SNS::Topic')
    expect(broken.all).toContain('ValidationError')
  })
})
