import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from '#sandbox/gateway/call-log.ts'
import { type Feature, permissionsOf } from '#src/session/permissions.ts'
import { bakeStatements, cleanStatements, type Statement } from '#src/session/statements.ts'
import { startIn } from '#test/helpers/bake.ts'
import { directoryOf } from '#test/helpers/directory.ts'
import { actionsOf, callReader, proofOf, without } from '#test/helpers/policy-proof.ts'
import { makeProject, type TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { deployState } from '#test/helpers/state-stack.ts'

/** The policy of docs/credentials.md. */
const documented = Object.values(bakeStatements)

type Command = 'bake' | 'clean' | 'doctor' | 'images' | 'whoami'

function statementsOf(purpose: Command, ...features: Feature[]): readonly Statement[] {
  return permissionsOf({ purpose, features, stackRole: null })
}

/** What no run of this test calls, and when one would. */
const calledElsewhere: Readonly<Record<Command, Readonly<Record<string, readonly string[]>>>> = {
  bake: {
    'an AMI or volume is left after an interruption': [
      'ec2:DeleteSnapshot',
      'ec2:DeleteVolume',
      'ec2:DeregisterImage',
      'ec2:DescribeTags',
    ],
    'Packer is newer than the sandbox’s, or is given a subnet filter': [
      'ec2:DescribeInstanceStatus',
      'ec2:DescribeInstanceTypeOfferings',
      'ec2:DescribeRegions',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'ec2:EnableImageDeprecation',
    ],
    'ssh never answers': ['ec2:GetConsoleOutput'],
    'the launch template of a spot instance is left': ['ec2:DescribeLaunchTemplateVersions'],
    'EC2 calls KMS': bakeStatements.OwnKey.Action,
  },
  clean: {
    'resources are left': [
      'ec2:DeleteKeyPair',
      'ec2:DeleteLaunchTemplate',
      'ec2:DeleteSecurityGroup',
      'ec2:DeleteSnapshot',
      'ec2:DeleteVolume',
      'ec2:DeregisterImage',
      'ec2:DescribeLaunchTemplateVersions',
      'ec2:TerminateInstances',
    ],
    // test/integration/clean-profiles.test.ts.
    'a bake used Session Manager': ['iam:ListInstanceProfiles', ...cleanStatements.CleanProfiles.Action],
  },
  doctor: { 'an image is baked on a spot instance': bakeStatements.Spot.Action },
  images: {},
  whoami: { 'always, but no policy has a say in it': ['sts:GetCallerIdentity'] },
}

describe.skipIf(!canRunSandbox)('the least policy', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let exitCodes: readonly (number | undefined)[]
  /** Of the role's sessions. */
  let calls: Record<Command, readonly Call[]>
  /** The session policies that were asked for. */
  let requested: readonly string[]

  beforeAll(async () => {
    ;[sandbox, project] = await Promise.all([startSandbox(), makeProject()])
    const directory = directoryOf(sandbox)
    const allowed = documented.map(statement => ({ Effect: 'Allow', ...statement }))
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
    await Promise.all(['us-east-1', 'us-west-2'].map(region => deployState(sandbox, region)))
    const read = callReader(sandbox)
    const baked = await run('bake')
    const bake = [...(await read())]
    const exits = [baked.exitCode]
    const others = async (...argv: string[]) => {
      exits.push((await run(...argv)).exitCode)
      return read()
    }
    const doctor = await others('doctor')
    const images = await others('images')
    const whoami = await others('whoami')
    const clean = await others('clean', '--yes')
    await configure({ scripts: [{ path: 'fails.sh', after: 'prepare' }], spot: true })
    bake.push(...(await others('bake')))
    exitCodes = exits
    calls = { bake, clean, doctor, images, whoami }
    requested = (await sandbox.calls()).flatMap(({ action, parameters }) =>
      action === 'AssumeRole' ? [String((parameters as { Policy?: string }).Policy)] : [],
    )
  })
  afterAll(async () => {
    await sandbox?.remove()
    await project?.remove()
  })

  /** As on AWS: by the environment, since `--sandbox` is its administrator whatever role is configured. */
  function run(...argv: readonly string[]) {
    return startIn(project, sandbox.environment, [...argv, '--json'])
  }

  test('lets every command through, and a bake that fails clean up', () => {
    expect(exitCodes).toEqual([0, 0, 0, 0, 0, 1])
    expect(calls.bake.length).toBeGreaterThan(20)
    const all = Object.values(calls).flat()
    expect(all.filter(({ errorCode }) => /Unauthorized|AccessDenied/.test(errorCode ?? ''))).toEqual([])
  })

  test('of a bake would refuse some call without any one of the actions that were called', () => {
    const { used, refusedWith } = proofOf(calls.bake, sandbox)
    const statements = statementsOf('bake', 'copy', 'share', 'spot')
    expect(refusedWith(statements)).toEqual([])
    for (const action of used) expect(refusedWith(without(action, statements)), action).not.toEqual([])
  })

  test.each(['bake', 'clean', 'doctor', 'images', 'whoami'] as const)(
    'of %s names nothing but what the command calls, here or in the cases that are listed',
    command => {
      const { used } = proofOf(calls[command], sandbox)
      const known = new Set<string>([...used, ...Object.values(calledElsewhere[command]).flat()])
      const features: Feature[] = ['copy', 'share', 'spot']
      expect(actionsOf(statementsOf(command, ...features)).filter(action => !known.has(action))).toEqual([])
    },
  )

  test('is asked for by every session, and none but that of clean has an action of IAM', () => {
    expect(requested.length).toBeGreaterThanOrEqual(exitCodes.length)
    const names = (policy: string) => actionsOf(JSON.parse(policy).Statement)
    const inIam = requested.filter(policy => names(policy).some(action => action.startsWith('iam:')))
    expect(inIam.map(policy => names(policy).filter(action => /Create|Put|Pass/.test(action)))).toEqual([[]])
  })
})
