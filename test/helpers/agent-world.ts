import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { ensureContainerPackages, prepareContainerPackages } from '#sandbox/containers/packages.ts'
import { connectCloud } from './cloud.ts'
import { launch } from './instances.ts'
import { startSandbox, type TestSandbox } from './sandbox.ts'

const patience = { timeout: 120_000, interval: 200 }
const fixtures = join(import.meta.dirname, '../fixtures/containers')
const account = '123456789012'
const expiration = Date.UTC(2030, 0) / 1000

/** A machine whose agent talks to an AWS of the test (test/fixtures/containers/aws.py) in the machine. */
export interface AgentWorld {
  readonly sandbox: TestSandbox
  readonly instanceId: string
  /** Of the machine, which the host reaches. */
  readonly address: string
  /** The tasks that ECS wants from now on. */
  order(...tasks: readonly Task[]): Promise<void>
  /** The latest report on the task, when it meets the condition. */
  reported(task: Task, condition: (report: Report) => boolean): Promise<Report>
  calls(action: string): Promise<readonly FakeCall[]>
}

export interface Task {
  readonly taskArn: string
  readonly desiredStatus: 'RUNNING' | 'STOPPED'
}

export interface Report {
  readonly status: 'PENDING' | 'RUNNING' | 'STOPPED'
  readonly reason?: string
  readonly containers: readonly {
    readonly containerName: string
    readonly runtimeId: string
    readonly status: string
    readonly exitCode?: number
    readonly reason?: string
    readonly healthStatus?: string
    readonly imageDigest?: string
    readonly networkBindings: readonly { readonly hostPort: number; readonly containerPort: number }[]
  }[]
}

interface FakeCall {
  readonly action: string
  readonly body: Record<string, unknown>
  /** Access key that signed the call. */
  readonly key: string
}

/** In ECR of the test, which has only `web:1`. */
export const image = (name = 'web:1') => `${account}.dkr.ecr.us-east-1.amazonaws.com/${name}`

/** Credentials as Poll delivers them. */
export const role = (accessKeyId: string) => ({
  roleArn: `arn:aws:iam::${account}:role/x`,
  accessKeyId,
  secretAccessKey: 'secret',
  token: 'token',
  expiration,
})

/** A task as Poll delivers it. `definition` is of the task, and `containers` override what a container needs. */
export function taskOf(name: string, containers: readonly object[], more: object = {}): Task {
  const id = Buffer.from(name.padEnd(16, '-')).toString('hex').slice(0, 32)
  const {
    networkInterface = null,
    executionRole = role('ASIAEXECUTION'),
    ...definition
  } = more as {
    networkInterface?: object
    executionRole?: object
  }
  const containerDefinitions = containers.map((container, index) => ({
    name: index === 0 ? 'web' : `other-${index}`,
    image: image(),
    essential: true,
    stopTimeout: 2,
    ...container,
  }))
  return {
    taskArn: `arn:aws:ecs:us-east-1:${account}:task/c/${id}`,
    desiredStatus: 'RUNNING',
    taskDefinition: { family: name, revision: 1, containerDefinitions, ...definition },
    overrides: {},
    networkInterface,
    taskRole: role('ASIATASK'),
    executionRole,
  } as Task
}

export const stopped = (task: Task): Task => ({ ...task, desiredStatus: 'STOPPED' })

export async function startAgentWorld(): Promise<AgentWorld> {
  await downloadPrograms()
  const sandbox = await startSandbox()
  const cloud = connectCloud(sandbox)
  await cloud.createInstanceProfile('node')
  const { imageId, userData } = await machineOfTest(sandbox)
  const instanceId = await launch(cloud, { imageId, userData, instanceProfile: 'node' })
  const address =
    (await vi.waitFor(() => sandbox.inMachine(instanceId, 'hostname -I'), patience)).split(' ')[0] ?? ''
  const control = `http://${address}:8099/`
  const calls = async () => (await (await fetch(control)).json()) as readonly FakeCall[]
  await vi.waitFor(calls, patience)
  return {
    sandbox,
    instanceId,
    address,
    order: async (...tasks) => void (await fetch(control, { method: 'PUT', body: JSON.stringify(tasks) })),
    calls: async action => (await calls()).filter(call => call.action === action),
    reported: (task, condition) =>
      vi.waitFor(async () => {
        const reports = (await calls())
          .filter(({ action, body }) => action === 'SubmitTaskStateChange' && body.task === task.taskArn)
          .map(({ body }) => body as unknown as Report)
        const latest = reports.at(-1)
        if (latest === undefined || !condition(latest))
          throw new Error(`reported: ${JSON.stringify(reports)}`)
        return latest
      }, patience),
  }
}

async function downloadPrograms(): Promise<void> {
  const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'packer-ecs/sandbox')
  const sourceFolder = join(import.meta.dirname, '../../sandbox/containers')
  await ensureContainerPackages(await prepareContainerPackages({ sourceFolder, cacheFolder }), {
    report() {},
  })
}

/** The AWS of the test is a service of the machine, so that it also runs after a restart. */
async function machineOfTest(sandbox: TestSandbox): Promise<{ imageId: string; userData: string }> {
  const files = await Promise.all(
    (await readdir(fixtures)).map(async name => ({
      name,
      content: await readFile(join(fixtures, name), 'utf8'),
    })),
  )
  const unit = `[Service]\nWorkingDirectory=/test\nExecStart=python3 aws.py\n[Install]\nWantedBy=multi-user.target\n`
  const userData = [
    '#!/bin/bash',
    'mkdir /test && cd /test',
    ...files.map(({ name, content }) => `cat >${name} <<'FILE'\n${content}FILE`),
    'bash image.sh',
    `printf '${unit.replaceAll('\n', '\\n')}' >/etc/systemd/system/aws.service`,
    `sed -i '/aws.sandbox/d' /etc/hosts`,
    `echo '127.0.0.1 aws.sandbox # sandbox' >>/etc/hosts`,
    'echo ECS_CLUSTER=c >/etc/ecs/ecs.config',
    'systemctl enable --now aws',
    '',
  ].join('\n')
  const { SSMClient, GetParameterCommand } = await import('@aws-sdk/client-ssm')
  const Name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'
  const { Parameter } = await new SSMClient(sandbox.clientOptions).send(new GetParameterCommand({ Name }))
  return { imageId: Parameter?.Value ?? '', userData }
}
