import { type BlockDeviceMapping, GetConsoleOutputCommand, RunInstancesCommand } from '@aws-sdk/client-ec2'
import { vi } from 'vitest'
import type { Cloud } from './cloud.ts'
import type { TestSandbox } from './sandbox.ts'

/** How long anything in a machine may take on a computer that is busy. */
const patience = { timeout: 300_000, interval: 500 }

/** The line by which a first run says how it ended. */
export interface Verdict {
  readonly result: 'joined' | 'failed'
  readonly stage: string
  readonly reason: string
  readonly cluster: string
  readonly lastLines: readonly string[]
}

export interface Launch {
  readonly imageId: string
  readonly userData?: string
  readonly instanceProfile?: string
  readonly devices?: readonly BlockDeviceMapping[]
}

/** Starts an instance and answers its id; it is only just beginning to boot then. */
export async function launch({ ec2 }: Cloud, options: Launch): Promise<string> {
  const { imageId, userData, instanceProfile, devices = [] } = options
  const { Instances: [instance] = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: imageId,
      InstanceType: 't3.medium',
      MinCount: 1,
      MaxCount: 1,
      BlockDeviceMappings: [...devices],
      ...(userData === undefined ? {} : { UserData: Buffer.from(userData).toString('base64') }),
      ...(instanceProfile === undefined ? {} : { IamInstanceProfile: { Name: instanceProfile } }),
    }),
  )
  if (instance?.InstanceId === undefined) throw new Error('RunInstances answered without an instance')
  return instance.InstanceId
}

/** User data as a stack of ours has it: writes the environment file, starts the first run, waits for nothing. */
export function joinCluster(environment: Readonly<Record<string, string>>, before = ''): string {
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  return [
    '#!/bin/bash',
    before,
    'mkdir -p /etc/packer-ecs',
    "cat >/etc/packer-ecs/instance.env <<'ENVIRONMENT'",
    ...lines,
    'ENVIRONMENT',
    'systemctl start --no-block packer-ecs-first-run.service',
    '',
  ].join('\n')
}

export async function consoleOutput({ ec2 }: Cloud, instanceId: string): Promise<string> {
  const { Output = '' } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: instanceId }))
  return Buffer.from(Output, 'base64').toString('utf8')
}

/** Verdicts in a console's output or in a log, first to last. */
export function verdictsIn(text: string): readonly Verdict[] {
  return [...text.matchAll(/PACKER-ECS-FIRST-RUN (\{.*\})/g)].map(
    ([, json = '']) => JSON.parse(json) as Verdict,
  )
}

/** Waits until the instance's console shows a verdict. */
export async function verdictOf(cloud: Cloud, instanceId: string): Promise<Verdict> {
  return eventually(async () => {
    const text = await consoleOutput(cloud, instanceId)
    const verdict = verdictsIn(text).at(-1)
    if (verdict === undefined) throw new Error(`${instanceId} has come to no verdict; its console:\n${text}`)
    return verdict
  })
}

/** Tries until it throws no more. */
export function eventually<Result>(attempt: () => Promise<Result>): Promise<Result> {
  return vi.waitFor(attempt, patience)
}

export interface Signal {
  readonly stack: unknown
  readonly resource: unknown
  readonly status: unknown
  readonly taken: boolean
}

/** What the instance told CloudFormation, first to last. */
export async function signalsOf(sandbox: TestSandbox, instanceId: string): Promise<readonly Signal[]> {
  const calls = await sandbox.calls()
  return calls
    .filter(({ action, parameters }) => action === 'SignalResource' && parameters.UniqueId === instanceId)
    .map(({ parameters, status }) => ({
      stack: parameters.StackName,
      resource: parameters.LogicalResourceId,
      status: parameters.Status,
      taken: status === 200,
    }))
}
