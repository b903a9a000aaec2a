import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '#src/config/settings.ts'
import { type GroupFacts, groupSettings } from '#src/stacks/plan/group.ts'
import { groupMeaning, instances, type PlannedGroup } from '#src/stacks/plan/group-words.ts'
import { groupWarnings } from '#src/stacks/plan/warnings.ts'
import { evaluator } from '#src/stacks/template/evaluate.ts'
import { createStackWorld, region } from '#test/helpers/stack-world.ts'
import { template } from '#test/unit/src/stacks/parameter.ts'

/** A group in its file and on AWS before a rolling update to a new AMI. */
interface Case {
  readonly min: number
  readonly max: number
  /** DesiredCapacity in the file of the last deploy and of this one; null for none. */
  readonly before: number | null
  readonly after: number | null
  readonly keepsSize: boolean
  /** What the group has when the update starts. */
  readonly running: number
  readonly protectedInstances: number
  readonly suspended: readonly string[]
  readonly drains: boolean
  readonly policy: Readonly<Record<string, Json>>
}

const sizes = fc.tuple(fc.nat(3), fc.nat(4)).map(([min, more]) => ({ min, max: Math.max(1, min + more) }))

const cases: fc.Arbitrary<Case> = sizes.chain(({ min, max }) => {
  const within = fc.integer({ min, max })
  return fc
    .record({
      min: fc.constant(min),
      max: fc.constant(max),
      desired: fc.option(fc.record({ before: within, after: within })),
      keepsSize: fc.boolean(),
      running: within,
      protectedInstances: fc.nat(3),
      suspended: fc.constantFrom([], [], ['Launch'], ['Terminate'], ['AZRebalance']),
      drains: fc.boolean(),
      policy: fc.record({
        MinInstancesInService: fc.nat(4),
        MinActiveInstancesPercent: fc.constantFrom(0, 0, 50, 100),
        MaxBatchSize: fc.integer({ min: 1, max: 4 }),
        MinSuccessfulInstancesPercent: fc.constantFrom(0, 50, 100),
        WaitOnResourceSignals: fc.boolean(),
        SuspendProcesses: fc.constantFrom<string[]>([], ['HealthCheck'], ['Launch']),
      }),
    })
    .map(({ desired, protectedInstances, policy, ...given }) => ({
      ...given,
      before: desired?.before ?? null,
      after: desired?.after ?? null,
      protectedInstances: Math.min(protectedInstances, given.running),
      policy: { ...policy, PauseTime: policy.WaitOnResourceSignals ? 'PT5M' : 'PT0S' },
    }))
})

function groupIn({ min, max, keepsSize, policy }: Case, desired: number | null) {
  return {
    type: 'AWS::AutoScaling::AutoScalingGroup',
    properties: {
      MinSize: min,
      MaxSize: max,
      ...(desired === null ? {} : { DesiredCapacity: desired }),
      AvailabilityZones: ['us-east-1a'],
      LaunchTemplate: {
        LaunchTemplateId: { Ref: 'Launch' },
        Version: { 'Fn::GetAtt': ['Launch', 'LatestVersionNumber'] },
      },
    },
    updatePolicy: {
      AutoScalingRollingUpdate: policy,
      AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: keepsSize },
    },
  } satisfies Record<string, Json>
}

function body(given: Case, desired: number | null, imageId: string): string {
  const { type, properties, updatePolicy } = groupIn(given, desired)
  const launch = {
    Type: 'AWS::EC2::LaunchTemplate',
    Properties: { LaunchTemplateData: { ImageId: imageId } },
  }
  return JSON.stringify({
    Resources: { Launch: launch, Group: { Type: type, Properties: properties, UpdatePolicy: updatePolicy } },
  })
}

/** What the plan says of it. */
function planned(given: Case): { readonly words: string; readonly warnings: string } {
  const { min, max, before, after, running, protectedInstances, suspended } = given
  const facts: GroupFacts = {
    name: 'fleet',
    min,
    max,
    desired: running,
    instances: running,
    protectedInstances: Array.from({ length: protectedInstances }, (_, index) => `i-${index}`),
    suspended,
    load: null,
  }
  const cluster = template({}, { Group: groupIn(given, after) })
  const group: PlannedGroup = {
    logicalId: 'Group',
    action: 'change',
    settings: groupSettings('Group', cluster, evaluator(cluster, {})),
    facts,
    isLaunchModified: true,
    isLaunchCertain: true,
    isSizeModified: before !== after,
  }
  return { words: groupMeaning(group), warnings: groupWarnings(group, null).join('\n') }
}

/** What happens in the stand-in. */
async function happened(given: Case) {
  const world = createStackWorld()
  const stack = { StackName: 'a' }
  const status = () => world.engine.describeStacks(stack, region).Stacks[0]?.StackStatus
  await world.engine.createStack({ ...stack, TemplateBody: body(given, given.before, 'ami-1') }, region)
  await world.settle()
  const [group] = [...world.groups.values()]
  if (group === undefined) throw new Error('no group')
  const { launchTemplate } = group
  group.desired = given.running
  group.instances = Array.from({ length: given.running }, (_, index) => ({
    instanceId: `i-old${index}`,
    lifecycleState: 'InService',
    launchTemplate,
    isProtected: index < given.protectedInstances,
  }))
  group.drains = given.drains
  for (const process of given.suspended) group.suspended.add(process)
  const signaled = new Set(group.instances.map(({ instanceId }) => instanceId))
  world.calls.length = 0
  await world.engine.updateStack({ ...stack, TemplateBody: body(given, given.after, 'ami-2') }, region)
  await world.settle()
  let hung = false
  while (status()?.endsWith('_IN_PROGRESS')) {
    const fresh = group.instances.filter(({ instanceId }) => !signaled.has(instanceId))
    for (const { instanceId } of fresh) {
      signaled.add(instanceId)
      const signal = { LogicalResourceId: 'Group', UniqueId: instanceId, Status: 'SUCCESS' }
      try {
        world.engine.signalResource({ ...stack, ...signal }, region)
      } catch {
        // A stack that does not wait refuses it.
      }
      await world.settle()
    }
    if (fresh.length > 0) continue
    hung = true
    await world.pass(301)
  }
  const all = world.events('a')
  const end = all.findIndex(event => event.startsWith('UPDATE_ROLLBACK_IN_PROGRESS a'))
  const events = end === -1 ? all : all.slice(0, end)
  const batches = events.flatMap(event => {
    const terminated = /Terminating instance\(s\) \[(.*)\]/.exec(event)?.[1]
    return terminated === undefined ? [] : [terminated.split(',').length]
  })
  const firstTermination = world.calls.findIndex(call => call.startsWith('terminate'))
  const raised = world.calls
    .slice(0, Math.max(0, firstTermination))
    .flatMap(call => (call.startsWith('resize') ? [JSON.parse(call.slice(7)).desired as number] : []))
  return { status: status(), hung, events: events.join('\n'), batches, raised: Math.max(0, ...raised), group }
}

/** What the plan must say of what happened. */
function wordsFor(given: Case, { batches, raised, group }: Awaited<ReturnType<typeof happened>>): string {
  const replaced = batches.reduce((total, count) => total + count, 0)
  const size =
    group.desired === given.running ? [] : [`scales from ${given.running} to ${instances(group.desired)}`]
  if (given.running === 0) return [...size, 'has no instances to replace'].join('; ')
  if (replaced === 0) return size.join('; ')
  const most = Math.max(...batches)
  const pace = replaced === 1 ? '' : most === 1 ? ' one at a time' : ` up to ${most} at a time`
  const order = `${raised > Math.max(group.desired, replaced) ? 'new' : 'old'} ${most === 1 ? 'one' : 'ones'} first`
  const words = `replaces ${instances(replaced)}${pace}, ${order}, stopping tasks without draining`
  return [...size, words].join('; ')
}

async function compare(given: Case): Promise<void> {
  const { words, warnings } = planned(given)
  const found = await happened(given)
  const refusal = "MinInstancesInService must be less than the autoscaling group's MaxSize"
  const isRefused = found.events.includes(refusal)
  expect(warnings.includes('CloudFormation rejects such a rolling update'), warnings).toBe(isRefused)
  if (isRefused) {
    expect(found).toMatchObject({ batches: [], hung: false })
    return
  }
  const cannotLaunch = [...given.suspended, ...((given.policy.SuspendProcesses ?? []) as string[])].includes(
    'Launch',
  )
  if (cannotLaunch) {
    // Without the warning, nothing is replaced.
    if (!warnings.includes('the process Launch')) expect(found.batches).toEqual([])
    return
  }
  // Nothing waits for a signal that no instance sends.
  expect({ status: found.status, hung: found.hung }).toEqual({ status: 'UPDATE_COMPLETE', hung: false })
  expect(words).toBe(wordsFor(given, found))
}

test('the plan says what a rolling update does, for all sizes and policies', async () => {
  await fc.assert(fc.asyncProperty(cases, compare), { numRuns: 150 })
}, 120_000)

test('fewer wanted than running: one of two leaves first, and the other is replaced', async () => {
  const given: Case = {
    min: 1,
    max: 2,
    before: 1,
    after: 1,
    keepsSize: false,
    running: 2,
    protectedInstances: 0,
    suspended: [],
    drains: true,
    policy: { MinInstancesInService: 1, MaxBatchSize: 1, WaitOnResourceSignals: true, PauseTime: 'PT5M' },
  }
  expect(planned(given).words).toBe(
    'scales from 2 to 1 instance; replaces 1 instance, new one first, stopping tasks without draining',
  )
  await compare(given)
})
