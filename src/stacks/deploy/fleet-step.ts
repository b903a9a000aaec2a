import type { StackResource } from '../../aws/stack.ts'
import { InterruptedError } from '../../errors/interrupted.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { Step, StepReport } from '../../runs/steps.ts'
import { containerGroups, groupsLaunchedFrom } from '../ami/launched-as.ts'
import { clustersOf, containerInstancesOf } from '../container-instances.ts'
import type { StacksContext } from '../context.ts'
import { type Fleet, type FleetFacts, fleetOf } from '../fleet.ts'
import { patiently } from '../patience.ts'
import { advice } from '../watch/advice.ts'
import { instanceFindings } from '../watch/evidence/instance.ts'
import { wholeSecond } from '../watch/evidence.ts'
import type { Period } from '../watch/watch.ts'
import type { DeployProgress } from './document.ts'
import type { Ending } from './request.ts'

export interface FleetInput {
  readonly ending: Ending
  readonly context: StacksContext
  readonly progress: DeployProgress
  /** Of the operation. */
  readonly during: Period
}

/** A stack whose instances do not join its cluster is complete for CloudFormation, but no task can start on it. */
export const fleetStep = {
  name: 'join',
  async run(input, report) {
    const checked = await checkedGroups(input)
    if (checked === null) return null
    const fleet = await joinedFleet(checked, input, report)
    await assertFleet(fleet, checked, input)
    return fleet
  },
  summary: fleetSummary,
  undo: null,
} satisfies Step<FleetInput, Fleet | null>

/** Milliseconds between two looks. */
const pause = 5000

interface CheckedGroups {
  readonly resources: readonly StackResource[]
  /** Names of all groups of container instances. */
  readonly names: readonly string[]
  /** Those that launch an AMI of the plan. */
  readonly ofPlan: readonly string[]
}

/** Null if the stack has no cluster, or no group that launches container instances. */
async function checkedGroups({
  ending: { stackId, template, amis },
  context: { clients },
}: FleetInput): Promise<CheckedGroups | null> {
  const resources = await (await clients.cloudFormation()).resources(stackId)
  const namesOf = (logicalIds: readonly string[]) =>
    resources.flatMap(({ logicalId, physicalId }) =>
      logicalIds.includes(logicalId) && physicalId !== null ? [physicalId] : [],
    )
  const launching = amis.flatMap(({ parameter }) => groupsLaunchedFrom(template, parameter))
  const names = namesOf([...launching, ...containerGroups(template)])
  if (names.length === 0 || clustersOf(resources).length === 0) return null
  return { resources, names, ofPlan: namesOf(launching) }
}

/** Waits until every launched instance has joined, or the time for the first run is over. */
async function joinedFleet(
  checked: CheckedGroups,
  { ending, context, during }: FleetInput,
  report: StepReport,
): Promise<Fleet> {
  const { clock, person, emit } = context
  const look = () => factsOf(checked, context)
  const launches = { from: wholeSecond(during.from), to: during.to }
  const tell = (text: string) => emit({ type: 'notice', text })
  const startedAt = clock.now().getTime()
  for (;;) {
    const signal = person.interrupted()
    const facts = await patiently(look, { seconds: 300, outlivesSession: true, clock, tell, signal })
    const fleet = fleetOf(facts, launches)
    const { launched, absent } = fleet
    if (absent.length === 0) return fleet
    if (clock.now().getTime() - startedAt >= patience(ending)) return fleet
    report.progress(`${launched.length - absent.length}/${launched.length} joined`)
    await clock.sleep(pause, signal)
    if (signal.aborted) throw notChecked(ending)
  }
}

async function factsOf(
  { resources, names }: CheckedGroups,
  { clients, region }: StacksContext,
): Promise<FleetFacts> {
  const [groups, instances, containerInstances] = await Promise.all([
    clients.autoScaling().then(client => client.groups(names)),
    clients.ec2(region).then(client => client.instances({ 'tag:aws:autoscaling:groupName': names })),
    containerInstancesOf(resources, clients.ecs),
  ])
  return { groups, instances, containerInstances }
}

/** Milliseconds: as long as the first run of the image may take, and by default 5 minutes. */
function patience({ project, amis: [ami] }: Ending): number {
  const image = ami?.image ?? null
  const seconds = image === null ? undefined : project.images[image]?.firstRun.timeoutSeconds
  return (seconds ?? 300) * 1000
}

async function assertFleet(
  { launched, absent }: Fleet,
  { ofPlan }: CheckedGroups,
  input: FleetInput,
): Promise<void> {
  const { ending, context, progress } = input
  const { stackName } = ending.chosen
  const planned = new Set(ending.amis.map(({ found }) => found.imageId))
  const foreign = launched.filter(
    ({ groupName, imageId }) => ofPlan.includes(groupName) && !planned.has(imageId),
  )
  if (absent.length === 0 && foreign.length === 0) return
  progress.end = 'failed'
  if (absent.length === 0) {
    const what = foreign.map(({ instanceId, imageId }) => `${instanceId} (${imageId})`).join(', ')
    throw new ToolError('INSTANCES_OTHER_AMI', `${stackName} launched instances from another AMI: ${what}`, {
      why: 'The stack is deployed, but these instances do not run the AMI of the plan.',
      hint: 'Check whether the template overrides the ImageId, e.g. in MixedInstancesPolicy.',
    })
  }
  const ids = absent.map(({ instanceId }) => instanceId)
  const { cause, verdict, instanceId, log } = await instanceFindings(ids.slice(0, 3), {
    ec2: () => context.clients.ec2(context.region),
    clock: context.clock,
  })
  const hint = advice({
    reason: cause ?? '',
    stackId: ending.stackId,
    type: 'AWS::EC2::Instance',
    instanceId,
    verdict,
    log,
  })
  const count =
    launched.length === 1 ? 'the new instance' : `${absent.length} of ${launched.length} new instances`
  throw new ToolError(
    'INSTANCES_NOT_JOINED',
    `${count} of ${stackName} did not join the cluster of the stack: ${ids.join(', ')}`,
    {
      why: 'CloudFormation has completed the operation, but no task can start on an instance that has not joined.',
      hint,
      details: log,
    },
  )
}

function notChecked({ chosen: { stack, stackName } }: Ending): InterruptedError {
  return new InterruptedError(
    `${stackName} is deployed, but not all of its instances have joined`,
    `Look again: ${ownCommand('status', stack)}`,
  )
}

function fleetSummary(fleet: Fleet | null): string {
  if (fleet === null) return 'not checked: the stack has no cluster, or no group of container instances'
  const count = fleet.launched.length
  if (count === 0) return 'no new instances'
  return count === 1 ? 'the new instance has joined' : `all ${count} new instances have joined`
}
