import { InterruptedError } from '../../errors/interrupted.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { Step, StepReport } from '../../runs/steps.ts'
import { groupsLaunchedFrom } from '../ami/launched-as.ts'
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
    const fleet = await joinedFleet(input, report)
    if (fleet !== null) await assertFleet(fleet, input)
    return fleet
  },
  summary: fleetSummary,
  undo: null,
} satisfies Step<FleetInput, Fleet | null>

/** Milliseconds between two looks. */
const pause = 5000

/** Waits until every launched instance has joined, or the time for the first run is over. Null without a cluster. */
async function joinedFleet(
  { ending, context, during }: FleetInput,
  report: StepReport,
): Promise<Fleet | null> {
  const { clock, person, emit } = context
  const look = await fleetLook(ending, context)
  if (look === null) return null
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

/** One look at the groups that launch the AMI and at the clusters of the stack; null if there are none. */
async function fleetLook(
  { stackId, template, amis }: Ending,
  { clients, region }: StacksContext,
): Promise<(() => Promise<FleetFacts>) | null> {
  const resources = await (await clients.cloudFormation()).resources(stackId)
  const launching = new Set(amis.flatMap(({ parameter }) => groupsLaunchedFrom(template, parameter)))
  const groupNames = resources.flatMap(({ logicalId, physicalId }) =>
    launching.has(logicalId) && physicalId !== null ? [physicalId] : [],
  )
  if (groupNames.length === 0 || clustersOf(resources).length === 0) return null
  return async () => {
    const [groups, instances, containerInstances] = await Promise.all([
      clients.autoScaling().then(client => client.groups(groupNames)),
      clients.ec2(region).then(client => client.instances({ 'tag:aws:autoscaling:groupName': groupNames })),
      containerInstancesOf(resources, clients.ecs),
    ])
    return { groups, instances, containerInstances }
  }
}

/** Milliseconds: as long as the first run of the image may take, and by default 5 minutes. */
function patience({ project, amis: [ami] }: Ending): number {
  const image = ami?.image ?? null
  const seconds = image === null ? undefined : project.images[image]?.firstRun.timeoutSeconds
  return (seconds ?? 300) * 1000
}

async function assertFleet({ launched, absent }: Fleet, input: FleetInput): Promise<void> {
  const { ending, context, progress } = input
  const { stackName } = ending.chosen
  const planned = new Set(ending.amis.map(({ found }) => found.imageId))
  const foreign = launched.filter(({ imageId }) => !planned.has(imageId))
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
  if (fleet === null) return 'not checked: the stack has no cluster, or no group that launches the AMI'
  const count = fleet.launched.length
  if (count === 0) return 'no new instances'
  return count === 1 ? 'the new instance has joined' : `all ${count} new instances have joined`
}
