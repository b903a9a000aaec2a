import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation'
import { beforeAll, describe, expect, test } from 'vitest'
import { repository } from '#test/helpers/bake.ts'
import { directoryOf, everything } from '#test/helpers/directory.ts'
import { orderFault } from '#test/helpers/fault.ts'
import { eventually } from '#test/helpers/instances.ts'
import { pasteHints } from '#test/helpers/pasted-hints.ts'
import { canRunSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { shareSandbox } from '#test/helpers/shared-sandbox.ts'
import { deployed, newStack, running, smallTemplate } from '#test/helpers/small-stack.ts'
import { ctrlC, onTerminal } from '#test/helpers/terminal.ts'

/** What shall be under way is held until the test has seen it. */
describe.skipIf(!canRunSandbox)('a deploy', () => {
  let sandbox: TestSandbox
  let cloudFormation: CloudFormationClient

  beforeAll(async () => {
    sandbox = await shareSandbox('stacks')
    cloudFormation = new CloudFormationClient(sandbox.clientOptions)
  })

  describe('beside another operation', () => {
    test('joins it, then does its own', async () => {
      const request = await newStack(sandbox, 'busy')
      const creation = await orderFault(sandbox, 'CreateLogGroup', '--hold')
      const StackName = request.stackName
      await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: smallTemplate }))
      const dryRun = await deployed(request, '--dry-run')
      expect(dryRun.document.error?.code).toBe('STACK_BUSY')
      const deploy = running(request, 'deploy', '--parameter', 'Retention=14')
      await deploy.said(/joining/)
      await creation.off()
      const { document, stderr } = await deploy.end()
      expect(document.outcome, stderr).toBe('updated')
      expect(await pasteHints(request, dryRun.document.error?.hint ?? '')).toEqual(['watch'])
      const inOrder = ['joining', `CREATE_COMPLETE +${StackName}`, `UPDATE_COMPLETE +${StackName}`]
      expect(stderr).toMatch(new RegExp(inOrder.join('[^]*')))
    })

    test('is followed by watch, from the beginning and to the same end', async () => {
      const request = await newStack(sandbox, 'watched')
      const creation = await orderFault(sandbox, 'CreateLogGroup', '--hold')
      const started = await deployed(request, '--no-wait')
      expect(started.document.outcome).toBe('started')
      const watch = running(request, 'watch')
      await watch.said(/CREATE_IN_PROGRESS Logs/)
      await creation.off()
      const { exitCode, document, stderr } = await watch.end()
      expect({ exitCode, outcome: document.outcome }).toEqual({ exitCode: 0, outcome: 'created' })
      expect(document.outputs).toEqual({ Group: `/${request.stackName}/logs` })
      const inOrder = ['CREATE_IN_PROGRESS', 'CREATE_COMPLETE'].map(
        status => `${status} +${request.stackName}`,
      )
      expect(stderr).toMatch(new RegExp(inOrder.join('[^]*')))
    })

    test('ends with an error when the stack that is watched is deleted', async () => {
      const request = await newStack(sandbox, 'gone')
      const creation = await orderFault(sandbox, 'CreateLogGroup', '--hold')
      const deploy = running(request, 'deploy')
      await deploy.said(/CREATE_IN_PROGRESS Logs/)
      await cloudFormation.send(new DeleteStackCommand({ StackName: request.stackName }))
      await creation.off()
      const { exitCode, document, stderr } = await deploy.end()
      expect({ exitCode, code: document.error?.code }, stderr).toEqual({ exitCode: 1, code: 'STACK_GONE' })
    })

    test('a delete is followed by watch, too, and ends well', async () => {
      const request = await newStack(sandbox, 'deleted')
      expect((await deployed(request)).document.outcome).toBe('created')
      const deletion = await orderFault(sandbox, 'DeleteLogGroup', '--hold')
      await cloudFormation.send(new DeleteStackCommand({ StackName: request.stackName }))
      const watch = running(request, 'watch')
      await watch.said(/DELETE_IN_PROGRESS Logs/)
      await deletion.off()
      const { exitCode, document, stderr } = await watch.end()
      expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 0, outcome: 'deleted' })
    })

    test('is followed beyond the end of the session that watches', async () => {
      const stack = await newStack(sandbox, 'renewed')
      const directory = directoryOf(sandbox)
      const role = await directory.role(
        `${stack.stackName}-watcher`,
        [directory.trusts(directory.root)],
        everything,
      )
      await appendFile(join(stack.project.folder, 'packer-ecs.yaml'), `session: {role: "${role}"}\n`)
      // As on AWS: `--sandbox` is its administrator whatever role is configured.
      const request = { ...stack, environment: sandbox.environment, withoutSandboxOption: true as const }
      const creation = await orderFault(sandbox, 'CreateLogGroup', '--hold')
      expect((await deployed(request, '--no-wait')).document.outcome).toBe('started')
      const watch = running(request, 'watch')
      await watch.said(/CREATE_IN_PROGRESS Logs/)
      await sandbox.cli('sessions', 'end')
      await eventually(async () => {
        const refused = (await sandbox.calls()).filter(({ errorCode }) => errorCode === 'ExpiredToken')
        expect(refused.map(({ action }) => action)).toContain('DescribeStackEvents')
      })
      await creation.off()
      const { document, stderr } = await watch.end()
      expect(document.outcome, stderr).toBe('created')
    })
  })

  describe('that is interrupted', () => {
    test('while it plans, leaves nothing', async () => {
      const request = await newStack(sandbox, 'planning')
      const plan = await orderFault(sandbox, 'cloudformation:DescribeChangeSet', '--hold')
      const deploy = running(request, 'deploy')
      await deploy.said(/stack +✔/)
      deploy.interrupt()
      await plan.off()
      const { exitCode, document } = await deploy.end()
      expect({ exitCode, code: document.error?.code }).toEqual({ exitCode: 130, code: 'INTERRUPTED' })
      expect(await request.left()).toEqual({ status: 'none', changeSets: 0 })
    })

    test('on a terminal asks, and may cancel the update', async () => {
      const request = await newStack(sandbox, 'terminal')
      expect((await deployed(request)).document.outcome).toBe('created')
      const update = await orderFault(sandbox, 'PutRetentionPolicy', '--hold')
      const down = '\u001b[B'
      const terminal = onTerminal(
        {
          program: join(repository, 'src/main.ts'),
          argv: ['deploy', '--sandbox', '--parameter', 'Retention=14'],
          folder: request.project.folder,
          environment: { ...process.env, PACKER_ECS_SANDBOX: sandbox.stateFolder },
        },
        [
          [`Update ${request.stackName}?`, 'y\r'],
          [/UPDATE_IN_PROGRESS Logs/, ctrlC],
          ['CloudFormation continues the operation. What do you want to do?', `${down}\r`],
        ],
      )
      await eventually(async () => {
        const cancelled = (await sandbox.calls()).filter(({ action }) => action === 'CancelUpdateStack')
        expect(JSON.stringify(cancelled)).toContain(request.stackName)
      })
      await update.off()
      const { exitCode, shown } = await terminal
      expect(shown).toContain(`UPDATE_ROLLBACK_COMPLETE ${request.stackName}`)
      expect(shown).toContain('you canceled the update of')
      expect(exitCode).toBe(130)
    })

    test('while it is applied, leaves it to CloudFormation and says how to go on', async () => {
      const request = await newStack(sandbox, 'detached')
      const creation = await orderFault(sandbox, 'CreateLogGroup', '--hold')
      const deploy = running(request, 'deploy')
      await deploy.said(/CREATE_IN_PROGRESS Logs/)
      deploy.interrupt()
      const { exitCode, document } = await deploy.end()
      expect({ exitCode, outcome: document.outcome }).toEqual({ exitCode: 130, outcome: 'detached' })
      expect(document.error?.hint).toContain('packer-ecs watch')
      const watch = running(request, 'watch')
      await watch.said(/CREATE_IN_PROGRESS Logs/)
      await creation.off()
      expect((await watch.end()).document.outcome).toBe('created')
    })
  })
})
