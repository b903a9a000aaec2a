import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Call } from '#sandbox/gateway/call-log.ts'
import { permissionsOf } from '#src/session/permissions.ts'
import type { Statement } from '#src/session/statements.ts'
import { bakedImage, startIn } from '#test/helpers/bake.ts'
import { makeClusterProject } from '#test/helpers/deploy.ts'
import { directoryOf, everything } from '#test/helpers/directory.ts'
import { actionsOf, callReader, proofOf, without } from '#test/helpers/policy-proof.ts'
import type { TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

type Command = 'deploy' | 'status' | 'watch'

/** What no run of this test calls, and when one would. */
const calledElsewhere: Readonly<Record<Command, Readonly<Record<string, readonly string[]>>>> = {
  deploy: {
    'a stack is in a state that only a person leads out of': [
      'cloudformation:ContinueUpdateRollback',
      'cloudformation:DeleteStack',
      'cloudformation:ListChangeSets',
    ],
    'an update is cancelled at Ctrl-C': ['cloudformation:CancelUpdateStack'],
    'a stack is to be protected': ['cloudformation:UpdateTerminationProtection'],
    'CloudFormation refuses a change set': ['cloudformation:DescribeEvents'],
    'an instance fails': ['autoscaling:DescribeScalingActivities', 'ec2:GetConsoleOutput'],
    'tasks hold a drain': ['ecs:DescribeTasks', 'ecs:ListTasks'],
    // test/e2e/several-images.test.ts.
    'an AMI is from before projects': ['ec2:CreateTags'],
    'a parameter of the template is an SSM parameter': ['ssm:GetParameters'],
    'a parameter of the template has an AWS-specific type': [
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeKeyPairs',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeVolumes',
      'ec2:DescribeVpcs',
    ],
    // test/e2e/service.test.ts; packer-ecs drops this statement if the policy is too long.
    'a stack has services': [
      'ecr:BatchGetImage',
      'ecr:DescribeImages',
      'ecr:DescribePullThroughCacheRules',
      'ecr:GetDownloadUrlForLayer',
      'ecs:Describe*',
      'ecs:ListServiceDeployments',
      'elasticloadbalancing:DescribeTarget*',
      'logs:GetLogEvents',
    ],
    // test/e2e/channels.test.ts.
    'the state is deployed': ['cloudformation:GetTemplate', 's3:GetObject', 's3:PutObject'],
    'an AMI is encrypted with a key': ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'],
  },
  status: {
    'a stack has services': ['ecs:DescribeServices', 'ecs:DescribeTaskDefinition'],
    'a stack has a channel': ['ssm:GetParameter'],
  },
  watch: {
    // test/e2e/status-watch.test.ts.
    'instances that are protected hold a deletion': ['autoscaling:DescribeAutoScalingGroups'],
    'an update is cancelled at Ctrl-C': ['cloudformation:CancelUpdateStack'],
    'an instance signals or fails': [
      'autoscaling:DescribeScalingActivities',
      'ec2:DescribeImages',
      'ec2:DescribeInstances',
      'ec2:GetConsoleOutput',
    ],
    'a stack has services': [
      'ecs:DescribeServiceRevisions',
      'ecs:DescribeServices',
      'ecs:DescribeTaskDefinition',
      'ecs:ListServiceDeployments',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'logs:GetLogEvents',
    ],
    'nothing happens for a while': [
      'cloudformation:ListStackResources',
      'ecs:DescribeContainerInstances',
      'ecs:DescribeTasks',
      'ecs:ListContainerInstances',
      'ecs:ListTasks',
    ],
  },
}

describe.skipIf(!canRunSandbox)('the session policies of commands on stacks', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let outcomes: readonly unknown[]
  let calls: Record<Command, readonly Call[]>
  let serviceRole: string

  beforeAll(async () => {
    ;[sandbox, project] = await Promise.all([startSandbox(), makeClusterProject()])
    await bakedImage({ sandbox, project })
    const directory = directoryOf(sandbox)
    // The deployer may do anything: what is refused is refused by the session's own policy.
    const role = await directory.role('deployer', [directory.trusts(directory.root)], everything)
    const service = {
      Effect: 'Allow',
      Principal: { Service: 'cloudformation.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }
    serviceRole = await directory.role('for-stacks', [service], everything)
    const file = join(project.folder, 'packer-ecs.yaml')
    const settings = parse(await readFile(file, 'utf8'))
    settings.session = { role }
    settings.stacks.cluster.role = serviceRole
    await writeFile(file, stringify(settings))
    const readAll = callReader(sandbox)
    const created = await run('deploy', 'cluster', '--yes')
    const unchanged = await run('deploy', 'cluster', '--yes')
    const planned = await run('deploy', 'cluster', '--yes', '--dry-run', '--parameter', 'MaxSize=5')
    const read = async () => (await readAll()).filter(({ source }) => isOwn(source))
    const deploy = await read()
    await run('status')
    const status = await read()
    const watched = await run('watch', 'cluster')
    outcomes = [created, unchanged, planned, watched].map(({ stdout }) => JSON.parse(stdout).outcome)
    calls = { deploy, status, watch: await read() }
  })
  afterAll(async () => {
    await sandbox?.remove()
    await project?.remove()
  })

  /** As on AWS: by the environment, since `--sandbox` is its administrator whatever role is configured. */
  function run(...argv: readonly string[]) {
    return startIn(project, sandbox.environment, [...argv, '--json'])
  }

  /** The resources of a stack are made by the sandbox itself, from its own address. */
  function isOwn(source: string): boolean {
    return source.endsWith('.254')
  }

  function statementsOf(purpose: Command): readonly Statement[] {
    const isDeploy = purpose === 'deploy'
    const stackRole = isDeploy ? serviceRole : null
    return permissionsOf({ purpose, features: [], stackRole, ...(isDeploy ? { recorded: true } : {}) })
  }

  test('let a deploy through, and status and watch of its stack', () => {
    expect(outcomes).toEqual(['created', 'unchanged', 'planned', 'created'])
    expect(calls.deploy.length).toBeGreaterThan(20)
    const all = Object.values(calls).flat()
    expect(all.filter(({ errorCode }) => /AccessDenied|Unauthorized/.test(errorCode ?? ''))).toEqual([])
  })

  test.each(['deploy', 'status', 'watch'] as const)(
    'of %s would refuse some call without any one of the actions that were called',
    command => {
      const { used, refusedWith } = proofOf(calls[command], sandbox)
      const statements = statementsOf(command)
      expect(used).not.toEqual([])
      expect(refusedWith(statements)).toEqual([])
      for (const action of used) expect(refusedWith(without(action, statements)), action).not.toEqual([])
    },
  )

  test.each(['deploy', 'status', 'watch'] as const)(
    'of %s names nothing but what the command calls, here or in the cases that are listed',
    command => {
      const { used } = proofOf(calls[command], sandbox)
      const known = new Set([...used, ...Object.values(calledElsewhere[command]).flat()])
      expect(actionsOf(statementsOf(command)).filter(action => !known.has(action))).toEqual([])
    },
  )
})
