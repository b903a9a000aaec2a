import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudFormationClient,
  DeleteStackCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation'
import { execa } from 'execa'
import { runTool, type ToolRequest } from '#test/helpers/bake.ts'
import { makeClusterProject } from '#test/helpers/deploy.ts'
import { createMfaUser } from '#test/helpers/mfa-user.ts'
import { makeProject } from '#test/helpers/project.ts'
import type { TestSandbox } from '#test/helpers/sandbox.ts'

/** A life from nothing: what packer-ecs, Packer, machines, stacks, and other clients of the sandbox call. */
export async function scenario(sandbox: TestSandbox, python: string): Promise<void> {
  await Promise.all([otherClients(sandbox, python), images(sandbox)])
}

async function otherClients({ environment }: TestSandbox, python: string): Promise<void> {
  const program = join(import.meta.dirname, 'operations')
  await execa(python, ['-B', program], { env: { ...environment, AWS_MAX_ATTEMPTS: '1' }, extendEnv: false })
}

/** Bake, deploy, update, failure, clean; and the commands that only read. */
async function images(sandbox: TestSandbox): Promise<void> {
  const project = await makeClusterProject()
  const request = { sandbox, project }
  const baking = tool(request, 0, 'bake')
  await tool(request, 0, 'whoami')
  await session(request)
  await baking
  await tool(request, 0, 'doctor')
  await tool(request, 0, 'images')
  await Promise.all([failedBake(sandbox), rollout(request)])
  await project.remove()
}

async function rollout(request: ToolRequest): Promise<void> {
  const deploy = (exitCode: number, ...argv: readonly string[]) =>
    tool(request, exitCode, 'deploy', 'cluster', '--yes', ...argv)
  await tool(request, 0, 'deploy', 'cluster', '--dry-run')
  await deploy(0)
  await deploy(0, '--parameter', 'LogRetentionDays=30')
  await request.sandbox.cli('fault', 'logs:PutRetentionPolicy', '--error', 'ServiceUnavailableException')
  await deploy(1, '--parameter', 'LogRetentionDays=60')
  await tool(request, 0, 'status', 'cluster')
  const client = new CloudFormationClient(request.sandbox.clientOptions)
  const stack = { StackName: 'shop-dev-cluster' }
  await client.send(new DeleteStackCommand(stack))
  await waitUntilStackDeleteComplete({ client, maxWaitTime: 90, minDelay: 1, maxDelay: 2 }, stack)
}

/** A bake that fails and leaves its build instance, which `clean` then deletes. */
async function failedBake(sandbox: TestSandbox): Promise<void> {
  const project = await makeProject(
    { scripts: [{ path: 'own.sh' }] },
    { 'own.sh': '#!/bin/bash\nexit 1\n' },
    'broken',
  )
  const request = { sandbox, project }
  await tool(request, 1, 'bake', '--keep-on-failure')
  await tool(request, 0, 'clean', '--yes')
  await project.remove()
}

/** A profile with a role behind MFA. */
async function session(request: ToolRequest): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'home-'))
  const { environment, mfaCommand } = await createMfaUser(request.sandbox, home)
  const project = await makeProject({}, {}, 'ecs', { session: { mfaCommand } })
  const user = { sandbox: request.sandbox, project, environment, withoutSandboxOption: true } as const
  await tool(user, 0, 'whoami')
  await tool(user, 0, 'session', 'clear')
  await project.remove()
  await rm(home, { recursive: true })
}

async function tool(request: ToolRequest, expected: number, ...argv: readonly string[]): Promise<void> {
  const begun = performance.now()
  const { exitCode, stderr } = await runTool(request, ...argv)
  if (exitCode !== expected)
    throw new Error(`packer-ecs ${argv.join(' ')} exited with ${exitCode}:\n${stderr}`)
  console.log(`${Math.round((performance.now() - begun) / 1000)} s  packer-ecs ${argv.join(' ')}`)
}
