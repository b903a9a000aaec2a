import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Call } from '#sandbox/gateway/call-log.ts'
import { deployActions } from '#src/session/session-policy.ts'
import { bakedImage, startIn } from '#test/helpers/bake.ts'
import { makeClusterProject } from '#test/helpers/deploy.ts'
import { directoryOf, everything } from '#test/helpers/directory.ts'
import { callsOfRoles, proofOf } from '#test/helpers/policy-proof.ts'
import type { TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const actions = deployActions.flat()

/** What no deploy of this test calls, and when one would. */
const calledElsewhere: Readonly<Record<string, readonly string[]>> = {
  'a stack is in a state that only a person leads out of': [
    'cloudformation:ContinueUpdateRollback',
    'cloudformation:DeleteStack',
    'cloudformation:ListChangeSets',
  ],
  'an update is cancelled at Ctrl-C': ['cloudformation:CancelUpdateStack'],
  'a stack is to be protected': ['cloudformation:UpdateTerminationProtection'],
  'CloudFormation does not know DescribeEvents': ['cloudformation:DescribeStackEvents'],
  'an instance fails': ['autoscaling:DescribeScalingActivities', 'ec2:GetConsoleOutput'],
  'tasks hold a drain': ['ecs:DescribeTasks', 'ecs:ListTasks'],
  'an AMI is encrypted with a key': ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'],
}

describe.skipIf(!canRunSandbox)('the session policy of a deploy by a service role', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let outcomes: readonly unknown[]
  let calls: readonly Call[]

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
    const serviceRole = await directory.role('for-stacks', [service], everything)
    const file = join(project.folder, 'packer-ecs.yaml')
    const settings = parse(await readFile(file, 'utf8'))
    settings.session = { role }
    settings.stacks.cluster.role = serviceRole
    await writeFile(file, stringify(settings))
    const created = await run('deploy', 'cluster', '--yes')
    const unchanged = await run('deploy', 'cluster', '--yes')
    const planned = await run('deploy', 'cluster', '--yes', '--dry-run', '--parameter', 'MaxSize=5')
    await run('status')
    outcomes = [created, unchanged, planned].map(({ stdout }) => JSON.parse(stdout).outcome)
    calls = await callsOfRoles(sandbox)
  })
  afterAll(async () => {
    await sandbox?.remove()
    await project?.remove()
  })

  /** As on AWS: by the environment, since `--sandbox` is its administrator whatever role is configured. */
  function run(...argv: readonly string[]) {
    return startIn(project, sandbox.environment, [...argv, '--json'])
  }

  const ownCalls = () => calls.filter(({ source }) => source !== '' && isOwn(source))

  /** The resources of a stack are made by the sandbox itself, from its own address. */
  function isOwn(source: string): boolean {
    return source.endsWith('.254')
  }

  test('lets a deploy through, from its creation to its status', () => {
    expect(outcomes).toEqual(['created', 'unchanged', 'planned'])
    expect(ownCalls().length).toBeGreaterThan(20)
    expect(ownCalls().filter(({ errorCode }) => /AccessDenied|Unauthorized/.test(errorCode ?? ''))).toEqual(
      [],
    )
  })

  test('would refuse some call without any one of the actions that were called', () => {
    const { used, refusedWith } = proofOf(ownCalls(), sandbox)
    expect(refusedWith(actions)).toEqual([])
    for (const action of used) {
      expect(refusedWith(actions.filter(one => one !== action)), action).not.toEqual([])
    }
  })

  test('names nothing else but what other deploys call', () => {
    const { used } = proofOf(ownCalls(), sandbox)
    const known = new Set([...used, ...Object.values(calledElsewhere).flat()])
    expect(actions.filter(action => !known.has(action))).toEqual([])
  })
})
