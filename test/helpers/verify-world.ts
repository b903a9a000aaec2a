import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Group } from '#src/aws/autoscaling.ts'
import type { LaunchData } from '#src/aws/ec2-verify.ts'
import type { Task } from '#src/aws/ecs-service.ts'
import type { Project } from '#src/config/settings.ts'
import type { VerifyContext } from '#src/verify/context.ts'
import type { VerifyRequest } from '#src/verify/request.ts'
import { runVerify } from '#src/verify/verify-run.ts'
import { image } from './images.ts'
import { fakeRunContext } from './run-context.ts'
import { imageSettings } from './settings.ts'
import { stateWorld } from './state-world.ts'

const instanceId = 'i-0123456789abcdef0'
const arn = (id: string) => `arn:aws:ecs:us-east-1:123456789012:container-instance/verify/${id}`

const parent = mkdtempSync(join(tmpdir(), 'verify-'))
process.on('exit', () => rmSync(parent, { recursive: true, force: true }))

/** The renewal of a lock sleeps until the work has ended: its loop would not let files be written. */
const lockClock = (world: { readonly lockTime: number }) => ({
  now: () => new Date(world.lockTime),
  sleep: async (_: number, signal?: AbortSignal) => {
    if (signal !== undefined && !signal.aborted)
      await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  },
})

/** An account in which a good AMI passes every check; tests replace what is not as it should be. */
export async function verifyWorld() {
  const state = stateWorld()
  const runContext = fakeRunContext()
  const interruption = new AbortController()
  const world = {
    launches: true,
    launchFailure: null as string | null,
    /** Auto Scaling overcomes the failure, by trying another zone. */
    launchesLater: false,
    /** After which `instanceFacts` reports it as terminated. */
    dies: '',
    joins: true,
    joinsAgainAs: 'first',
    httpTokens: 'required',
    agent: '1.108.1',
    logs: {
      groups: ['dmesg', 'messages', 'docker', 'ecs-init', 'ecs-agent', 'ecs-audit'],
      files: ['/var/log/app.log'],
    } as { readonly groups: readonly string[]; readonly files: readonly string[] } | null,
    /** Of the machine that holds the lock. */
    lockTime: new Date('2026-11-21T12:00:00Z').getTime(),
    hasLogs: true,
    encrypted: true,
    inside: ['units', 'docker', 'mounts', 'time'].map(name => ({ name, ok: true, detail: '' })),
    /** What it reports after the restart. */
    insideAgain: ['units', 'docker', 'mounts', 'time'].map(name => ({ name, ok: true, detail: '' })),
    /** Names of checks whose lines are broken on the console. */
    broken: [] as readonly string[],
    /** The boot at which the instance reports for the first time. */
    firstBoot: 1,
    /** Lines of the console before those of this run. */
    oldLines: [] as readonly string[],
    firstRun: {
      result: 'failed',
      stage: 'agent',
      reason: 'the ECS agent has not registered',
      lastLines: [] as readonly string[],
    },
    imageId: 'ami-0123456789abcdef0',
    /** Run of the tag of the instance; null: this one. */
    instanceRun: null as string | null,
    taskExit: 0,
    restarts: true,
    /** Called before each call of AWS, with its name. */
    before: (_call: string): void => undefined,
    // What happened.
    calls: [] as string[],
    deletedActions: [] as string[],
    /** Launch templates of earlier runs. */
    leftTemplates: [] as { readonly name: string; readonly tags: Record<string, string> }[],
    template: null as { readonly name: string; readonly data: LaunchData } | null,
    isRebooted: false,
    tags: {} as Record<string, string>,
    looks: 0,
    group: {
      name: 'verify-group',
      min: 0,
      max: 0,
      desired: 0,
      instances: [],
      suspended: [],
      launchTemplate: 'idle',
      subnetIds: [],
    } as Group,
  }
  const called = (name: string) => {
    world.before(name)
    world.calls.push(name)
  }
  const run = () => (world.template?.name ?? '').replace('packer-ecs-verify-', '')
  const reportOf = (number: number, checks: typeof world.inside, containerInstance: string) =>
    [
      {
        kind: 'facts',
        agent: world.agent,
        docker: '25.0.16',
        kernel: '6.1.158',
        containerInstance,
        logs: world.logs,
      },
      ...checks
        .filter(({ name }) => !world.broken.includes(name))
        .map(check => ({ kind: 'check', ...check })),
      { kind: 'end', checks: checks.map(({ name }) => name) },
    ].map(
      line => `PACKER-ECS-VERIFY ${JSON.stringify({ run: run(), boot: `boot-${number}`, number, ...line })}`,
    )
  const consoleText = () => {
    if (!world.joins) {
      return `PACKER-ECS-FIRST-RUN ${JSON.stringify(world.firstRun)}`
    }
    const first = reportOf(world.firstBoot, world.inside, arn('first'))
    const second =
      world.isRebooted && world.restarts ? reportOf(2, world.insideAgain, arn(world.joinsAgainAs)) : []
    const before = ['a line of the kernel', 'PACKER-ECS-VERIFY {"boot":"one","kind":"che', ...world.oldLines]
    return [...before, ...first, ...second].join('\n')
  }
  const member = (id: string) => ({
    arn: arn(id),
    instanceId,
    status: 'ACTIVE',
    agentConnected: true,
    agentVersion: world.agent,
    runningTasks: 0,
    used: { cpu: 0, memory: 0 },
    free: { cpu: 2048, memory: 4000 },
  })
  const launched = () => {
    const instances = [{ instanceId, lifecycleState: 'InService', isProtected: false }]
    world.group = { ...world.group, instances }
  }
  const clients = {
    autoScaling: async () => ({
      groups: async () => {
        world.looks += 1
        if (world.launchesLater && world.group.desired > 0 && world.looks > 5) launched()
        return [world.group]
      },
      failedActivities: async () =>
        world.launchFailure === null
          ? []
          : [{ description: 'Launching', message: world.launchFailure, startedAt: new Date() }],
      async updateGroup(_: string, change: Partial<Group> & { launchTemplate?: { template: object } }) {
        called(`updateGroup ${change.desired ?? 'template'}`)
        const { launchTemplate, ...sizes } = change
        const named = launchTemplate?.template as { name?: string } | undefined
        const instances =
          sizes.desired === undefined
            ? world.group.instances
            : sizes.desired > 0 && world.launches && world.launchFailure === null
              ? [{ instanceId, lifecycleState: 'InService', isProtected: false }]
              : []
        world.group = {
          ...world.group,
          ...sizes,
          instances,
          ...(named === undefined ? {} : { launchTemplate: named.name ?? 'idle' }),
        }
      },
      scheduleEnd: async () => called('scheduleEnd'),
      async deleteScheduledAction(_: string, action: string) {
        called('deleteScheduledAction')
        world.deletedActions.push(action)
      },
    }),
    ec2: async () => ({
      async createLaunchTemplate(name: string, data: LaunchData) {
        called('createLaunchTemplate')
        world.template = { name, data }
        world.isRebooted = false
        return new Date()
      },
      taggedLaunchTemplates: async () => world.leftTemplates,
      async deleteLaunchTemplate() {
        called('deleteLaunchTemplate')
        world.template = null
      },
      instanceFacts: async () => ({
        state: world.dies === '' ? 'running' : 'terminated',
        stateReason: world.dies,
        instanceType: 't3.medium',
        imageId: world.imageId,
        tags: { 'packer-ecs:verify': world.instanceRun ?? run() },
        httpTokens: world.httpTokens,
      }),
      attachedVolumes: async () => [
        { device: '/dev/xvda', volumeId: 'vol-1', encrypted: world.encrypted, kmsKey: null },
      ],
      consoleOutput: async () => consoleText(),
      async rebootInstance() {
        called('rebootInstance')
        world.isRebooted = true
      },
      snapshotKeys: async () => [],
      async tag(_: readonly string[], tags: Record<string, string>) {
        called('tag')
        Object.assign(world.tags, tags)
      },
    }),
    ecs: async () => ({
      containerInstances: async () =>
        world.joins ? [member(world.isRebooted ? world.joinsAgainAs : 'first')] : [],
      startTask: async () => ({ taskArn: 'arn:task/verify/1' }),
      task: async () =>
        ({
          status: 'STOPPED',
          stoppedReason: 'Essential container in task exited',
          containers: [{ exitCode: world.taskExit, reason: null }],
        }) as unknown as Task,
    }),
    logs: async () => ({ lastLines: async () => (world.hasLogs ? ['a line'] : []) }),
    kms: async () => ({ key: async () => undefined }),
  } as unknown as VerifyContext['clients']

  const folder = mkdtempSync(join(parent, 'project-'))
  const context: VerifyContext = {
    ...runContext.context,
    clients,
    state: { ...state.machine(), clock: lockClock(world) },
    interrupted: interruption.signal,
    killed: new AbortController().signal,
  }
  const settings = await imageSettings()
  const request: VerifyRequest = {
    project: { folder, name: 'shop', images: { ecs: settings }, stacks: {} } as unknown as Project,
    image: 'ecs',
    ami: image({
      imageId: 'ami-0123456789abcdef0',
      ownerId: '123456789012',
      tags: {
        'packer-ecs:image': 'ecs',
        'packer-ecs:project': 'shop',
        'packer-ecs:bake-key': 'ab'.repeat(32),
        'packer-ecs:run': '20261130-120000-abcd',
        'packer-ecs:state': 'complete',
        'packer-ecs:agent': '1.108.1',
        'packer-ecs:docker': 'Docker version 25.0.16',
        'packer-ecs:kernel': '6.1.158',
      },
      volumes: [{ deviceName: '/dev/xvda', snapshotId: 'snap-1', size: 30, type: 'gp3', encrypted: true }],
    }),
    launch: {
      like: 'shop-dev-cluster',
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-1'],
      instanceTypes: ['t3.medium'],
      isXen: false,
      metadataOptions: null,
      volumes: [],
      proxy: {},
      publicAddress: null,
      unknown: [],
    },
    stack: {
      stackName: 'packer-ecs-verify-vpc-0123456789abcdef0',
      cluster: 'verify',
      group: 'verify-group',
      idleTemplate: { id: 'lt-0123456789abcdef0', version: '1' },
      instanceProfileArn: 'arn:aws:iam::123456789012:instance-profile/verify',
      securityGroupId: 'sg-1',
      subnetIds: ['subnet-1'],
      taskDefinition: 'verify:1',
    },
    files: { program: '#!/bin/bash\n', own: {} },
  }
  return {
    world,
    context,
    request,
    events: runContext.events,
    interrupt: () => interruption.abort(),
    /** The lock of the group, as stored. */
    lock: () => JSON.parse(state.text('locks/verify.vpc-0123456789abcdef0.json') ?? 'null'),
    putLock: (text: string) => state.put('locks/verify.vpc-0123456789abcdef0.json', text),
    record: () => JSON.parse(state.text('amis/ami-0123456789abcdef0.json') ?? 'null'),
    verify: (changed: Partial<VerifyRequest> = {}) => runVerify({ ...request, ...changed }, context),
  }
}
