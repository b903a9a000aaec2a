import type { Project } from '../../config/settings.ts'
import { InterruptedError } from '../../errors/interrupted.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { Steps } from '../../images/steps.ts'
import type { DeployRecordKeeper } from '../../runs/deploy-record.ts'
import { findAmis } from '../ami/find-amis.ts'
import type { ChosenStack } from '../choose.ts'
import type { StacksContext } from '../context.ts'
import { type GivenParameters, gatherParameters } from '../parameters/gather.ts'
import { readTemplate } from '../template/read-template.ts'
import type { Template } from '../template/template.ts'
import { execute } from './apply.ts'
import { changeSetName } from './change-set.ts'
import { clearWay } from './clear-way.ts'
import { decideParameters } from './decide-parameters.ts'
import type { DeployProgress } from './document.ts'
import { finish, protect, writeBack } from './finish.ts'
import { makePlan } from './make-plan.ts'
import { amiSummary, planSummary, stackSummary } from './summaries.ts'
import { removeChangeSet } from './undo.ts'

export interface DeployRequest {
  readonly project: Project
  readonly chosen: ChosenStack
  /** `Key=Value` of each --parameter. */
  readonly flags: readonly string[]
  readonly ami: string | undefined
  readonly dryRun: boolean
  /** False: ends when the operation has started. */
  readonly wait: boolean
  readonly writeParameters: boolean
}

export interface Reading {
  readonly template: Template
  readonly given: GivenParameters
}

export interface Deploying extends DeployRequest, Reading {
  readonly runId: string
  readonly accountId: string
  readonly record: DeployRecordKeeper
}

/** Template and parameters: everything that is found without a call. */
export async function readInputs(
  { chosen, flags, ami }: DeployRequest,
  { fileSystem }: Pick<StacksContext, 'fileSystem'>,
): Promise<Reading> {
  const template = await readTemplate(chosen.template, fileSystem)
  return { template, given: await gatherParameters({ chosen, template, flags, ami }, fileSystem) }
}

/** The steps of a deploy, in order; each is one line that a person sees. */
export async function deploy(
  request: Deploying,
  context: StacksContext,
  steps: Steps,
  progress: DeployProgress,
): Promise<'created' | 'updated' | 'unchanged' | 'planned' | 'started'> {
  const { chosen, runId, accountId, given, record } = request
  const { stackName } = chosen
  const { region, person } = context
  const client = await context.clients.cloudFormation()
  for (const text of given.notices) context.emit({ type: 'notice', text })

  const foundAmis = findAmis(given.amis, await context.clients.ec2(region), { region, accountId })
  // Told in its own step; until then it must not end the process.
  foundAmis.catch(() => undefined)
  const present = await client.stack(stackName)
  const ready = await clearWay(present, { ...request, stackName }, context, steps)
  const before = ready.kind === 'ready' ? ready.stack : null
  await steps.run(
    'stack',
    async () => before,
    found => stackSummary(stackName, found),
  )
  Object.assign(progress, { kind: before === null ? 'create' : 'update', stackId: before?.stackId ?? null })
  const amis = await steps.run('ami', () => foundAmis, amiSummary)
  const values = await decideParameters({ ...request, before, amis }, context)

  stopIfInterrupted(context)
  await record.update({ changeSet: changeSetName(runId) })
  let isExecuted = false
  try {
    const { plan, stackId, changeSet } = await steps.run(
      'plan',
      () => makePlan({ ...request, before, amis, values }, context),
      made => planSummary(made.plan),
    )
    Object.assign(progress, {
      stackId,
      amiBefore: plan.ami?.before?.imageId ?? null,
      amiAfter: plan.ami?.after.imageId ?? null,
      changes: plan.changes,
      outputs: before?.outputs ?? {},
    })
    person.showPlan(plan)
    if (request.dryRun) return 'planned'
    if (changeSet === null) {
      if (before !== null) await protect({ ...request, before, stackId }, context)
      await writeBack({ ...request, amis }, context)
      return 'unchanged'
    }
    stopIfInterrupted(context)
    if (!(await person.agrees(`${before === null ? 'Create' : 'Update'} ${stackName}?`)))
      throw declined(stackName)
    stopIfInterrupted(context)

    await execute(changeSet, runId, client)
    isExecuted = true
    // From here on it goes on whatever happens here.
    progress.end = 'detached'
    await record.update({ changeSet: null })
    const ending = { ...request, stackId, before, amis, resources: plan.changes.length }
    return await finish(ending, context, steps, progress)
  } finally {
    if (!isExecuted) {
      const isRemoved = await removeChangeSet({ stackName, runId, stackId: before?.stackId ?? null }, context)
      if (isRemoved) await record.update({ changeSet: null })
    }
  }
}

function stopIfInterrupted({ person }: StacksContext): void {
  if (person.interrupted().aborted) throw new InterruptedError('the deployment was interrupted')
}

function declined(stackName: string): ToolError {
  return new ToolError('DECLINED', `the plan for ${stackName} was declined`, {
    why: 'Nothing was changed; the change set is removed.',
    hint: 'Change the template or its parameters, and deploy again.',
  })
}
