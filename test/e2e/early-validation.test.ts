import { beforeAll, describe, expect, test } from 'vitest'
import { type AwsCli, awsCli } from '#test/helpers/aws-cli.ts'
import { canRunSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { shareSandbox } from '#test/helpers/shared-sandbox.ts'
import { deployed, newStack } from '#test/helpers/small-stack.ts'

/** What CloudFormation finds before a change set is offered; only DescribeEvents tells it (since 2025-11). */
describe.skipIf(!canRunSandbox)('a template that CloudFormation refuses before anything is made', () => {
  let sandbox: TestSandbox
  let aws: AwsCli

  beforeAll(async () => {
    sandbox = await shareSandbox('stacks')
    aws = await awsCli(sandbox)
  })

  test('is told with each resource and what is wrong with it, and leaves nothing', async () => {
    await aws('logs', 'create-log-group', '--log-group-name', '/taken')
    const stack = await newStack(
      sandbox,
      'refused',
      `
Resources:
  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /taken}}
  Note: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: x, Colour: red}}
`,
    )
    const { exitCode, document, stderr } = await deployed(stack)
    expect({ exitCode, code: document.error?.code }).toEqual({ exitCode: 1, code: 'CHANGE_SET_FAILED' })
    expect(stderr).toContain('Note: #: extraneous key [Colour] is not permitted')
    expect(stderr).toContain(
      "Logs: Resource of type 'AWS::Logs::LogGroup' with identifier '/taken' already exists.",
    )
    expect(await stack.left()).toEqual({ status: 'none', changeSets: 0 })
  })
})
