import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  ListInstanceProfilesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CleanDocument } from '#src/images/clean/document.ts'
import { runTool } from '#test/helpers/bake.ts'
import { makeProject, type TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const runId = '20200101-000000-a1b2'
const ours = 'packer-6b012177-e250-c029-9c68-192c20cf50b4'
const anothers = 'packer-00000000-aaaa-bbbb-cccc-000000000000'

/** What Packer 1.9 and newer makes for `ssh: session-manager`, in Packer's order. */
describe.skipIf(!canRunSandbox)('the temporary instance profile of a bake that died', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let iam: IAMClient

  beforeAll(async () => {
    ;[sandbox, project] = await Promise.all([
      startSandbox(),
      makeProject({ network: { ssh: 'session-manager' } }),
    ])
    iam = new IAMClient(sandbox.clientOptions)
    await makeProfile(ours, [{ Key: 'packer-ecs:run', Value: runId }])
    await makeProfile(anothers, [])
  })
  afterAll(async () => {
    await sandbox?.remove()
    await project?.remove()
  })

  async function makeProfile(name: string, Tags: { Key: string; Value: string }[]): Promise<void> {
    const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }
    const policy = { Effect: 'Allow', Action: ['ssm:UpdateInstanceInformation'], Resource: ['*'] }
    const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name, Tags }))
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document(trust), Tags }))
    const inline = { RoleName: name, PolicyName: name, PolicyDocument: document(policy) }
    await iam.send(new PutRolePolicyCommand(inline))
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }))
  }

  async function names(): Promise<string[]> {
    const { InstanceProfiles = [] } = await iam.send(new ListInstanceProfilesCommand({}))
    const { Roles = [] } = await iam.send(new ListRolesCommand({}))
    const all = [
      ...InstanceProfiles.map(({ InstanceProfileName }) => `profile ${InstanceProfileName}`),
      ...Roles.map(({ RoleName }) => `role ${RoleName}`),
    ]
    return all.filter(name => name.includes('packer-')).toSorted()
  }

  async function clean(...argv: readonly string[]): Promise<CleanDocument> {
    const { stdout, stderr } = await runTool({ sandbox, project }, 'clean', '--json', ...argv)
    expect(stderr).not.toContain('✘')
    return JSON.parse(stdout)
  }

  test('is found by its tag, and removed with its role; another\u2019s is left alone', async () => {
    expect(await clean('--dry-run')).toMatchObject({
      outcome: 'planned',
      removals: [{ runId, type: 'instance-profile', id: ours, proof: 'tag packer-ecs:run' }],
      kept: [],
    })
    expect(await clean('--yes')).toMatchObject({ outcome: 'cleaned', failed: [] })
    expect(await names()).toEqual([`profile ${anothers}`, `role ${anothers}`])
    expect(await clean('--yes')).toMatchObject({ outcome: 'nothing' })
  })
})
