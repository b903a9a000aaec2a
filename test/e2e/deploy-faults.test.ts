import { beforeAll, describe, expect, test } from 'vitest'
import { runTool } from '#test/helpers/bake.ts'
import { orderFault } from '#test/helpers/fault.ts'
import { canRunSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { shareSandbox } from '#test/helpers/shared-sandbox.ts'
import { deployed, newStack, smallTemplate } from '#test/helpers/small-stack.ts'

let sandbox: TestSandbox

/** The calls since then. */
async function callsAfter(count: number): Promise<string[]> {
  return (await sandbox.calls()).slice(count).map(({ action }) => action)
}

describe.skipIf(!canRunSandbox)('a deploy', () => {
  beforeAll(async () => {
    sandbox = await shareSandbox('stacks')
  })

  describe('with bad input ends before the first call', () => {
    test.each([
      ['a template that is missing', { template: 'nowhere.yml' }, smallTemplate, 'STACK_TEMPLATE_UNREADABLE'],
      ['a template that is not YAML', {}, 'Resources: [}', 'STACK_TEMPLATE_SYNTAX'],
      [
        'a template of more than 51,200 bytes',
        {},
        `${smallTemplate}#${'x'.repeat(51_200)}`,
        'STACK_TEMPLATE_TOO_LARGE',
      ],
    ])('%s', async (_, settings, template, code) => {
      const request = await newStack(sandbox, 'input', template, settings)
      const before = (await sandbox.calls()).length
      const { exitCode, document } = await deployed(request)
      expect({ exitCode, code: document.error?.code }).toEqual({ exitCode: 2, code })
      expect(await callsAfter(before)).toEqual([])
    })

    test('parameters: every fault at once, with the nearest name', async () => {
      const request = await newStack(sandbox, 'input')
      const before = (await sandbox.calls()).length
      const { exitCode, stderr } = await deployed(
        request,
        '--parameter',
        'Retentoin=7',
        '--parameter',
        'Retention=week',
      )
      expect(exitCode).toBe(2)
      expect(stderr).toContain('Did you mean "Retention"?')
      expect(stderr).toContain('week')
      expect(await callsAfter(before)).toEqual([])
    })

    test('nobody to ask and no --yes', async () => {
      const request = await newStack(sandbox, 'unasked')
      const { exitCode, stdout, stderr } = await runTool(request, 'deploy', '--json')
      expect({ exitCode, code: JSON.parse(stdout).error.code }, stderr).toEqual({
        exitCode: 2,
        code: 'NOT_CONFIRMED',
      })
      expect(await request.left()).toEqual({ status: 'none', changeSets: 0 })
    })
  })

  describe('that CloudFormation refuses leaves nothing', () => {
    test('a capability that is missing is named with its remedy', async () => {
      const role = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}}
`
      const request = await newStack(sandbox, 'capability', role)
      const { exitCode, document } = await deployed(request)
      expect({ exitCode, code: document.error?.code }).toEqual({ exitCode: 1, code: 'CAPABILITY_MISSING' })
      expect(document.error?.hint).toContain('capabilities: [CAPABILITY_IAM]')
      expect(await request.left()).toEqual({ status: 'none', changeSets: 0 })
    })

    test('a call that is denied names it', async () => {
      const request = await newStack(sandbox, 'denied')
      await orderFault(sandbox, 'CreateChangeSet', '--error', 'AccessDenied')
      const { exitCode, document } = await deployed(request)
      expect({ exitCode, code: document.error?.code }).toEqual({ exitCode: 1, code: 'ACCESS_DENIED' })
      expect(document.error?.message).toContain('cloudformation:CreateChangeSet')
      expect(await request.left()).toEqual({ status: 'none', changeSets: 0 })
    })

    test('a resource that cannot be made is the root cause of the rollback', async () => {
      const request = await newStack(sandbox, 'refused')
      await orderFault(sandbox, 'CreateLogGroup', '--error', 'LimitExceededException')
      const { exitCode, document } = await deployed(request)
      expect({ exitCode, outcome: document.outcome }).toEqual({ exitCode: 1, outcome: 'rolledBack' })
      expect(document.rootCause).toMatchObject({
        resource: 'Logs',
        type: 'AWS::Logs::LogGroup',
        instanceId: null,
      })
      expect(await request.left()).toMatchObject({ status: 'ROLLBACK_COMPLETE' })

      const again = await deployed(request)
      expect(again.document.outcome, again.stderr).toBe('created')
      expect(again.stderr).toContain('ROLLBACK_COMPLETE')
    })
  })

  describe('survives', () => {
    test('a minute of throttling', async () => {
      const request = await newStack(sandbox, 'throttled')
      await orderFault(sandbox, 'cloudformation:CreateChangeSet', '--error', 'Throttling', '--times', '20')
      await orderFault(
        sandbox,
        'cloudformation:DescribeStackEvents',
        '--error',
        'Throttling',
        '--times',
        '20',
      )
      const { document, stderr } = await deployed(request)
      expect(document.outcome, stderr).toBe('created')
      expect(stderr).toContain('trying again')
    })

    test('connections that are cut, in the middle of what it changes, too', async () => {
      const request = await newStack(sandbox, 'cut')
      for (const action of ['CreateChangeSet', 'ExecuteChangeSet', 'DescribeStackEvents', 'DescribeStacks']) {
        await orderFault(sandbox, `cloudformation:${action}`, '--drop')
      }
      const { document, stderr } = await deployed(request)
      expect(document.outcome, stderr).toBe('created')
      expect(stderr.match(/ CREATE_COMPLETE +Logs/g)).toHaveLength(1)
    })

    test('an API without DescribeEvents, which only explains change sets', async () => {
      const request = await newStack(sandbox, 'older')
      await orderFault(sandbox, 'DescribeEvents', '--error', 'InvalidAction', '--times', '1000')
      const before = (await sandbox.calls()).length
      const { document, stderr } = await deployed(request)
      expect(document.outcome, stderr).toBe('created')
      expect(await callsAfter(before)).toContain('DescribeStackEvents')
    })
  })
})
