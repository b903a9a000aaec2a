import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from '#sandbox/gateway/call-log.ts'
import { bakeActions } from '#src/session/session-policy.ts'
import { startIn } from '#test/helpers/bake.ts'
import { directoryOf } from '#test/helpers/directory.ts'
import { callsOfRoles, proofOf } from '#test/helpers/policy-proof.ts'
import { makeProject, type TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const actions = bakeActions.flat()

/** What no bake of this test calls, and when one would. */
const calledElsewhere: Readonly<Record<string, readonly string[]>> = {
  'an AMI or volume is left after an interruption': [
    'ec2:DeleteSnapshot',
    'ec2:DeleteVolume',
    'ec2:DeregisterImage',
    'ec2:DescribeTags',
  ],
  'Packer is newer than the sandbox’s, or is given a subnet filter': [
    'ec2:DescribeImageAttribute',
    'ec2:DescribeInstanceStatus',
    'ec2:DescribeInstanceTypeOfferings',
    'ec2:DescribeRegions',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcs',
    'ec2:EnableImageDeprecation',
    'ec2:ModifySnapshotAttribute',
  ],
  'ssh never answers': ['ec2:GetConsoleOutput'],
}
/** KMS is called by EC2; Session Manager is not in the sandbox. */
const neverCalledHere = /^(kms|iam):|^ssm:(DescribeInstanceInformation|StartSession|TerminateSession)$/

describe.skipIf(!canRunSandbox)('the least policy of a bake', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let exitCodes: readonly (number | undefined)[]
  /** Of the role's sessions. */
  let calls: readonly Call[]

  beforeAll(async () => {
    ;[sandbox, project] = await Promise.all([startSandbox(), makeProject()])
    const directory = directoryOf(sandbox)
    const allowed = [{ Effect: 'Allow', Action: actions, Resource: '*' }]
    const role = await directory.role('baker', [directory.trusts(directory.root)], allowed)
    const configure = (settings: object) =>
      writeFile(
        join(project.folder, 'packer-ecs.yaml'),
        JSON.stringify({ session: { role }, images: { ecs: { base: 'al2023', ...settings } } }),
      )
    await writeFile(join(project.folder, 'fails.sh'), '#!/bin/bash\nexit 1\n', { mode: 0o755 })
    await configure({
      copyTo: ['us-west-2'],
      shareWith: { accounts: ['111122223333'] },
      // An AMI encrypted with the default key cannot be shared.
      rootVolume: { encrypted: false },
      dataVolume: { encrypted: false },
    })
    const baked = await bake()
    await configure({ scripts: [{ path: 'fails.sh', after: 'prepare' }] })
    const failed = await bake()
    exitCodes = [baked.exitCode, failed.exitCode]
    calls = await callsOfRoles(sandbox)
  })
  afterAll(async () => {
    await sandbox?.remove()
    await project?.remove()
  })

  /** As on AWS: by the environment, since `--sandbox` is its administrator whatever role is configured. */
  function bake() {
    return startIn(project, sandbox.environment, ['bake', '--json'])
  }

  test('lets a bake through, and one that fails clean up', () => {
    expect(exitCodes).toEqual([0, 1])
    expect(calls.length).toBeGreaterThan(20)
    expect(calls.filter(({ errorCode }) => errorCode === 'UnauthorizedOperation')).toEqual([])
  })

  test('would refuse some call without any one of the actions that were called', () => {
    const { used, refusedWith } = proofOf(calls, sandbox)
    expect(refusedWith(actions)).toEqual([])
    for (const action of used) {
      expect(refusedWith(actions.filter(one => one !== action)), action).not.toEqual([])
    }
  })

  test('names nothing else but what other bakes call', () => {
    const { used } = proofOf(calls, sandbox)
    const known = new Set([...used, ...Object.values(calledElsewhere).flat()])
    expect(actions.filter(action => !known.has(action) && !neverCalledHere.test(action))).toEqual([])
  })
})
