import { join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { repository, runTool, type ToolRequest } from '../helpers/bake.ts'
import type { TestProject } from '../helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '../helpers/sandbox.ts'
import { deployed, makeStackProject, running, smallTemplate } from '../helpers/small-stack.ts'
import { ctrlC, onTerminal } from '../helpers/terminal.ts'

let sandbox: TestSandbox
let project: TestProject
let cloudFormation: CloudFormationClient

/** What CloudFormation has of the stack: its status, none when there is none, and its change sets. */
async function left(stackName: string) {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }))
    const { Summaries = [] } = await cloudFormation.send(new ListChangeSetsCommand({ StackName: stackName }))
    return { status: Stacks?.[0]?.StackStatus, changeSets: Summaries.length }
  } catch {
    return { status: 'none', changeSets: 0 }
  }
}

async function newProject(
  stack: string,
  template?: string,
  settings?: Record<string, unknown>,
): Promise<ToolRequest> {
  project = await makeStackProject(stack, template, settings)
  return { sandbox, project }
}

/** The calls since then, but for those that only ask who and where. */
async function callsAfter(count: number): Promise<string[]> {
  return (await sandbox.calls()).slice(count).map(({ action }) => action)
}

describe.skipIf(!canRunSandbox)('a deploy', () => {
  beforeAll(async () => {
    sandbox = await startSandbox()
    cloudFormation = new CloudFormationClient(sandbox.clientOptions)
  })
  afterEach(() => project.remove())
  afterAll(() => sandbox?.remove())

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
      const request = await newProject('input', template, settings)
      const before = (await sandbox.calls()).length
      const { exitCode, document } = await deployed(request)
      expect({ exitCode, code: document.error?.code }).toEqual({ exitCode: 2, code })
      expect(await callsAfter(before)).toEqual([])
    })

    test('parameters: every fault at once, with the nearest name', async () => {
      const request = await newProject('input')
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
      const request = await newProject('unasked')
      const { exitCode, stdout, stderr } = await runTool(request, 'deploy', '--json')
      expect({ exitCode, code: JSON.parse(stdout).error.code }, stderr).toEqual({
        exitCode: 2,
        code: 'NOT_CONFIRMED',
      })
      expect(await left('shop-unasked')).toEqual({ status: 'none', changeSets: 0 })
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
      const { exitCode, document } = await deployed(await newProject('capability', role))
      expect({ exitCode, code: document.error?.code }).toEqual({ exitCode: 1, code: 'CAPABILITY_MISSING' })
      expect(document.error?.hint).toContain('capabilities: [CAPABILITY_IAM]')
      expect(await left('shop-capability')).toEqual({ status: 'none', changeSets: 0 })
    })

    test('a call that is denied names it', async () => {
      const request = await newProject('denied')
      await sandbox.cli('fault', 'CreateChangeSet', '--error', 'AccessDenied')
      const { exitCode, document } = await deployed(request)
      expect({ exitCode, code: document.error?.code }).toEqual({ exitCode: 1, code: 'ACCESS_DENIED' })
      expect(document.error?.message).toContain('cloudformation:CreateChangeSet')
      expect(await left('shop-denied')).toEqual({ status: 'none', changeSets: 0 })
    })

    test('a resource that cannot be made is the root cause of the rollback', async () => {
      const request = await newProject('refused')
      await sandbox.cli('fault', 'CreateLogGroup', '--error', 'LimitExceededException')
      const { exitCode, document } = await deployed(request)
      expect({ exitCode, outcome: document.outcome }).toEqual({ exitCode: 1, outcome: 'rolledBack' })
      expect(document.rootCause).toMatchObject({
        resource: 'Logs',
        type: 'AWS::Logs::LogGroup',
        instanceId: null,
      })
      expect(await left('shop-refused')).toMatchObject({ status: 'ROLLBACK_COMPLETE' })

      const again = await deployed(request)
      expect(again.document.outcome, again.stderr).toBe('created')
      expect(again.stderr).toContain('ROLLBACK_COMPLETE')
    })
  })

  describe('survives', () => {
    test('a minute of throttling', async () => {
      const request = await newProject('throttled')
      await sandbox.cli('fault', 'cloudformation:CreateChangeSet', '--error', 'Throttling', '--times', '20')
      await sandbox.cli('fault', 'cloudformation:DescribeEvents', '--error', 'Throttling', '--times', '20')
      const { document, stderr } = await deployed(request)
      expect(document.outcome, stderr).toBe('created')
      expect(stderr).toContain('trying again')
    })

    test('connections that are cut, in the middle of what it changes, too', async () => {
      const request = await newProject('cut')
      for (const action of ['CreateChangeSet', 'ExecuteChangeSet', 'DescribeEvents', 'DescribeStacks']) {
        await sandbox.cli('fault', `cloudformation:${action}`, '--drop')
      }
      const { document, stderr } = await deployed(request)
      expect(document.outcome, stderr).toBe('created')
      expect(stderr.match(/ CREATE_COMPLETE +Logs/g)).toHaveLength(1)
    })

    test('an API without DescribeEvents', async () => {
      const request = await newProject('older')
      await sandbox.cli('fault', 'DescribeEvents', '--error', 'InvalidAction', '--times', '5')
      const { document, stderr } = await deployed(request)
      expect(document.outcome, stderr).toBe('created')
      expect((await sandbox.calls()).some(({ action }) => action === 'DescribeStackEvents')).toBe(true)
    })
  })

  describe('beside another operation', () => {
    test('joins it, then does its own', async () => {
      const request = await newProject('busy')
      await sandbox.cli('fault', 'CreateLogGroup', '--delay', '6')
      const TemplateBody = smallTemplate
      await cloudFormation.send(new CreateStackCommand({ StackName: 'shop-busy', TemplateBody }))
      const dryRun = await deployed(request, '--dry-run')
      expect(dryRun.document.error?.code).toBe('STACK_BUSY')
      const { document, stderr } = await deployed(request, '--parameter', 'Retention=14')
      expect(document.outcome, stderr).toBe('updated')
      expect(stderr).toMatch(/joining[\s\S]*CREATE_COMPLETE +shop-busy[\s\S]*UPDATE_COMPLETE +shop-busy/)
    })

    test('is followed by watch, from the beginning and to the same end', async () => {
      const request = await newProject('watched')
      await sandbox.cli('fault', 'CreateLogGroup', '--delay', '5')
      const started = await deployed(request, '--no-wait')
      expect(started.document.outcome).toBe('started')
      const { exitCode, document, stderr } = await running(request, 'watch').end()
      expect({ exitCode, outcome: document.outcome }).toEqual({ exitCode: 0, outcome: 'created' })
      expect(document.outputs).toEqual({ Group: '/shop-watched/logs' })
      expect(stderr).toMatch(/CREATE_IN_PROGRESS shop-watched[\s\S]*CREATE_COMPLETE +shop-watched/)
    })

    test('ends with an error when the stack that is watched is deleted', async () => {
      const request = await newProject('deleted')
      expect((await deployed(request)).document.outcome).toBe('created')
      await sandbox.cli('fault', 'DeleteLogGroup', '--delay', '5')
      await cloudFormation.send(new DeleteStackCommand({ StackName: 'shop-deleted' }))
      const { exitCode, document, stderr } = await running(request, 'watch').end()
      expect({ exitCode, code: document.error?.code }, stderr).toEqual({ exitCode: 1, code: 'STACK_GONE' })
    })
  })

  describe('that is interrupted', () => {
    test('while it plans, leaves nothing', async () => {
      const request = await newProject('planning')
      await sandbox.cli('fault', 'cloudformation:DescribeChangeSet', '--delay', '3')
      const deploy = running(request, 'deploy')
      await deploy.said(/stack +✔/)
      deploy.interrupt()
      const { exitCode, document } = await deploy.end()
      expect({ exitCode, code: document.error?.code }).toEqual({ exitCode: 130, code: 'INTERRUPTED' })
      expect(await left('shop-planning')).toEqual({ status: 'none', changeSets: 0 })
    })

    test('on a terminal asks, and may cancel the update', async () => {
      const request = await newProject('terminal')
      expect((await deployed(request)).document.outcome).toBe('created')
      await sandbox.cli('fault', 'PutRetentionPolicy', '--delay', '15')
      const down = '\u001b[B'
      const { exitCode, shown } = await onTerminal(
        {
          program: join(repository, 'src/main.ts'),
          argv: ['deploy', '--sandbox', '--parameter', 'Retention=14'],
          folder: project.folder,
          environment: { ...process.env, INIT_CWD: undefined, PACKER_ECS_SANDBOX: sandbox.stateFolder },
        },
        [
          ['Update shop-terminal?', 'y\r'],
          [/UPDATE_IN_PROGRESS Logs/, ctrlC],
          ['The operation goes on by itself. What now?', `${down}\r`],
        ],
      )
      expect(shown).toMatch(/UPDATE_ROLLBACK_COMPLETE shop-terminal/)
      expect(shown).toContain('Somebody cancelled it')
      expect(exitCode).toBe(1)
    })

    test('while it is applied, leaves it to CloudFormation and says how to go on', async () => {
      const request = await newProject('detached')
      await sandbox.cli('fault', 'CreateLogGroup', '--delay', '5')
      const deploy = running(request, 'deploy')
      await deploy.said(/CREATE_IN_PROGRESS Logs/)
      deploy.interrupt()
      const { exitCode, document } = await deploy.end()
      expect({ exitCode, outcome: document.outcome }).toEqual({ exitCode: 130, outcome: 'detached' })
      expect(document.error?.hint).toContain('packer-ecs watch')
      expect((await running(request, 'watch').end()).document.outcome).toBe('created')
    })
  })
})
