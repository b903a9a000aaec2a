import { ToolError } from '../../errors/tool-error.ts'
import { isRunKnown } from '../../runs/record-file.ts'
import { checkAmis } from '../ami/check-amis.ts'
import type { StacksContext } from '../context.ts'
import { type OfferedNetwork, offerNetwork } from '../parameters/network.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'
import { checkRules, plainValues, resolveParameters } from '../parameters/resolve.ts'
import { evaluator } from '../template/evaluate.ts'
import { pseudoParameters } from '../template/pseudo-parameters.ts'
import type { Deciding } from './request.ts'
import { saveNetwork } from './save-network.ts'

/** The value of each parameter. Suggests a network when none is set, and checks the AMIs. */
export async function decideParameters(deciding: Deciding, context: StacksContext): Promise<ParameterValues> {
  const { project, template, given, before, amis, accountId } = deciding
  const { clients, region, clock, emit, stateFolder, fileSystem } = context
  const client = await clients.ec2(region)
  const previous = before?.parameters ?? null
  const network = await offerNetwork({ template, given, previous }, client)
  if (network !== null) await confirmNetwork(network, deciding, context)
  const { values, notices } = resolveParameters({ template, given, previous, amis, network })
  const evaluate = evaluator(template, {
    ...(await pseudoParameters(deciding.chosen.stackName, context)),
    ...plainValues(values),
  })
  checkRules(template, evaluate)
  const place = { region, accountId, now: clock.now() }
  const isKnown = (runId: string) => isRunKnown(stateFolder, runId, fileSystem)
  const checks = await checkAmis(
    { amis, template, evaluate, isRunKnown: isKnown, projectName: project.name, ...place },
    { ec2: client, kms: clients.kms },
  )
  for (const text of [...notices, ...checks]) emit({ type: 'notice', text })
  return values
}

/** @throws ToolError DECLINED */
async function confirmNetwork(
  network: OfferedNetwork,
  deciding: Deciding,
  context: StacksContext,
): Promise<void> {
  if (deciding.dryRun) {
    context.emit({ type: 'notice', text: `the plan uses ${network.text}` })
    return
  }
  if (!(await context.person.agrees(`Use ${network.text}?`))) {
    throw new ToolError('DECLINED', `no network was chosen for ${deciding.chosen.stackName}`, {
      hint: `Set ${Object.keys(network.values).join(' and ')} in the parameter file or with --parameter.`,
    })
  }
  await saveNetwork(network, deciding, context)
}
