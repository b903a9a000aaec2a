import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  SetInstanceProtectionCommand,
} from '@aws-sdk/client-auto-scaling'
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { beforeAll, describe, expect, test } from 'vitest'
import type { StackStatus } from '#src/stacks/status/types.ts'
import { runTool, startIn } from '#test/helpers/bake.ts'
import { orderFault } from '#test/helpers/fault.ts'
import { commandsIn } from '#test/helpers/hints.ts'
import { canRunSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { shareSandbox } from '#test/helpers/shared-sandbox.ts'
import { deployed, newStack, running, smallTemplate } from '#test/helpers/small-stack.ts'

const protectedTemplate = `
Parameters:
  WithGroup: {Type: String, Default: "yes"}
  Image:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id
Conditions: {HasGroup: !Equals [!Ref WithGroup, "yes"]}
Resources:
  Launch:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {ImageId: !Ref Image, InstanceType: t3.micro}}
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Condition: HasGroup
    Properties:
      AutoScalingGroupName: !Sub "\${AWS::StackName}-fleet"
      MinSize: 1
      MaxSize: 1
      NewInstancesProtectedFromScaleIn: true
      AvailabilityZones: !GetAZs ""
      LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: !GetAtt Launch.LatestVersionNumber}
`

/** What a person may choose, seen in what CloudFormation has of it. */
describe.skipIf(!canRunSandbox)('a deploy', () => {
  let sandbox: TestSandbox
  let client: CloudFormationClient
  beforeAll(async () => {
    sandbox = await shareSandbox('stacks')
    client = new CloudFormationClient(sandbox.clientOptions)
  })

  async function described(StackName: string) {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }))
    return Stacks[0]
  }

  test('goes to the environment that is named, with its file; status shows both', async () => {
    const files = { 'dev.cfg': 'Retention=3\n', 'live.cfg': 'Retention=30\n' }
    const settings = { name: '{env}-{stack}', parameterFiles: { dev: 'dev.cfg', live: 'live.cfg' } }
    const request = await newStack(sandbox, 'choice', smallTemplate, settings, files)
    const undecided = await deployed(request)
    expect([undecided.exitCode, undecided.document.error?.code]).toEqual([2, 'ENVIRONMENT_NOT_CHOSEN'])
    const { document } = await deployed(request, '--env', 'live')
    expect(document).toMatchObject({ outcome: 'created', environment: 'live' })
    const name = `live-${document.stack}`
    expect((await described(name))?.Parameters).toEqual([{ ParameterKey: 'Retention', ParameterValue: '30' }])
    const status = await runTool(request, 'status', document.stack ?? '', '--json')
    const shown = (JSON.parse(status.stdout).stacks as StackStatus[]).map(({ environment, state }) => [
      environment,
      state,
    ])
    expect(shown).toEqual([
      ['dev', null],
      ['live', 'CREATE_COMPLETE'],
    ])
  })

  test('needs no images: the project only deploys', async () => {
    const request = await newStack(sandbox, 'only')
    const { folder } = request.project
    const stack = request.stackName.replace(/^shop-/, '')
    const stacks = `project: shop\nstacks: {${stack}: {name: "{project}-{stack}", template: stack.yml}}\n`
    await writeFile(join(folder, 'packer-ecs.yaml'), stacks)
    expect((await deployed(request)).document.outcome).toBe('created')
    const status = await runTool(request, 'status', '--json')
    expect(JSON.parse(status.stdout).stacks).toMatchObject([{ state: 'CREATE_COMPLETE' }])
    const bake = await runTool(request, 'bake', '--json')
    expect([bake.exitCode, JSON.parse(bake.stdout).error?.code]).toEqual([2, 'NO_IMAGES'])
    const rest = await Promise.all(
      [['doctor'], ['images'], ['clean', '--dry-run']].map(argv => runTool(request, ...argv)),
    )
    expect(rest.map(({ exitCode, stderr }) => `${exitCode} ${stderr}`).join('')).toMatch(/^0 .*0 .*0 /s)
  })

  test('tells the topics that are to hear of it', async () => {
    const topic = `arn:aws:sns:us-east-1:${sandbox.accountId}:deploys`
    const request = await newStack(sandbox, 'topics', smallTemplate, { notificationTopics: [topic] })
    expect((await deployed(request)).document.outcome).toBe('created')
    expect((await described(request.stackName))?.NotificationARNs).toEqual([topic])
  })

  test('that fails has hints that work as they are', async () => {
    const template = `${smallTemplate}
  Ami: {Value: !Ref Image}
`.replace('Parameters:', 'Parameters:\n  Image: {Type: "AWS::EC2::Image::Id"}')
    const settings = {
      name: '{env}-{stack}',
      parameterFiles: { dev: 'dev.cfg', live: 'live.cfg' },
      amis: { Image: 'ecs' },
    }
    const request = await newStack(sandbox, 'hints', template, settings, { 'dev.cfg': '', 'live.cfg': '' })
    await rename(join(request.project.folder, 'packer-ecs.yaml'), join(request.project.folder, 'my.yaml'))
    const config = ['--config', 'my.yaml']
    for (const [code, name, ...argv] of [
      [
        'AMI_NOT_FOUND',
        'images',
        'deploy',
        ...config,
        '--env',
        'live',
        '--ami',
        'ami-0123456789abcdef9',
        '--yes',
      ],
      ['STACK_NOT_FOUND', 'status', 'watch', ...config, '--env', 'dev'],
      ['CONFIG_NOT_FOUND', 'init', 'status', '--config', 'new.yaml'],
    ] as const) {
      const failed = await runTool(request, ...argv, '--json')
      const { error } = JSON.parse(failed.stdout)
      expect(error.code, failed.stderr).toBe(code)
      const [words = []] = commandsIn(error.hint)
      expect(words[0]).toBe(name)
      const environment = { ...process.env, PACKER_ECS_SANDBOX: sandbox.stateFolder }
      const pasted = await startIn(request.project, environment, [...words, '--yes'])
      expect(pasted.exitCode, `${words.join(' ')}\n${pasted.stderr}`).toBe(0)
    }
  })

  test('writes the AMI into the parameter file only when it is asked to', async () => {
    const template = `${smallTemplate}
  Ami: {Value: !Ref Image}
`.replace('Parameters:', 'Parameters:\n  Image: {Type: "AWS::EC2::Image::Id"}')
    const settings = { parameterFiles: { dev: 'dev.cfg' }, amis: { Image: 'ecs' } }
    const file = '# of the team\nRetention=3\nImage=ami-0123456789abcdef0\n'
    const request = await newStack(sandbox, 'written', template, settings, { 'dev.cfg': file })
    const { stdout } = await runTool(request, 'bake', '--dry-run', '--json')
    const ami = JSON.parse(stdout).base.imageId as string
    const read = () => readFile(join(request.project.folder, 'dev.cfg'), 'utf8')

    const plain = await deployed(request, '--ami', ami)
    expect(plain.document.outputs.Ami, plain.stderr).toBe(ami)
    expect(plain.stderr).toContain('ami-0123456789abcdef0')
    expect(await read()).toBe(file)

    await deployed(request, '--ami', ami, '--write-parameters')
    expect(await read()).toBe(file.replace('ami-0123456789abcdef0', ami))
  })

  test('that removes protected instances says why it waits, and goes on when they are not', async () => {
    const request = await newStack(sandbox, 'held', protectedTemplate)
    expect((await deployed(request)).document.outcome).toBe('created')
    const update = running(request, 'deploy', '--parameter', 'WithGroup=no')
    await update.said(/the deletion waits for instances that are protected from scale-in: Group has i-/)
    const autoScaling = new AutoScalingClient(sandbox.clientOptions)
    const name = { AutoScalingGroupName: `${request.stackName}-fleet` }
    const groups = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: Object.values(name) })
    const [group] = (await autoScaling.send(groups)).AutoScalingGroups ?? []
    const InstanceIds = (group?.Instances ?? []).map(({ InstanceId = '' }) => InstanceId)
    await autoScaling.send(
      new SetInstanceProtectionCommand({ ...name, InstanceIds, ProtectedFromScaleIn: false }),
    )
    const { document, stderr } = await update.end()
    expect(document.outcome, stderr).toBe('updated')
    expect(stderr).toContain(`Group: 1 instance is protected from scale-in, so CloudFormation cannot delete`)
  })

  test('that cannot roll back either says both, and the next one offers the way out', async () => {
    const template = smallTemplate
      .replace('Parameters:', 'Parameters:\n  WithTopic: {Type: String, Default: "no"}')
      .replace(
        'Resources:',
        'Conditions: {HasTopic: !Equals [!Ref WithTopic, "yes"]}\nResources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Condition: HasTopic\n    DependsOn: Logs',
      )
    const request = await newStack(sandbox, 'stuck', template)
    expect((await deployed(request)).document.outcome).toBe('created')
    const topic = await orderFault(sandbox, 'CreateTopic', '--hold')
    await orderFault(sandbox, 'CreateTopic', '--error', 'InternalFailure', '--times', '9')
    const update = running(request, 'deploy', '--parameter', 'WithTopic=yes', '--parameter', 'Retention=14')
    await update.said(/CREATE_IN_PROGRESS Topic/)
    const rollback = await orderFault(
      sandbox,
      'PutRetentionPolicy',
      '--error',
      'InternalFailure',
      '--times',
      '9',
    )
    await topic.off()
    const { document, exitCode } = await update.end()
    expect(exitCode).toBe(1)
    expect(document).toMatchObject({
      outcome: 'failed',
      rootCause: { resource: 'Topic' },
      error: { code: 'STACK_FAILED', hint: expect.stringContaining('UPDATE_ROLLBACK_FAILED') },
    })
    await rollback.off()
    const next = await deployed(request, '--parameter', 'Retention=14')
    expect(next.stderr).toMatch(/Continue it now\? yes.*UPDATE_ROLLBACK_COMPLETE/s)
    expect(next.document.outcome, next.stderr).toBe('updated')
  })
})
