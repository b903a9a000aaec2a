import { ToolError } from '../../errors/tool-error.ts'
import { isRunKnown } from '../../runs/record-file.ts'
import { checkAmis } from '../ami/check-amis.ts'
import type { StacksContext } from '../context.ts'
import { offerNetwork } from '../parameters/network.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'
import { checkRules, plainValues, resolveParameters } from '../parameters/resolve.ts'
import { evaluator } from '../template/evaluate.ts'
import type { Deciding } from './request.ts'

/** The value of each parameter. Suggests a network when none is set, and checks the AMIs. */
export async function decideParameters(
  { project, template, given, before, amis, accountId, chosen, dryRun }: Deciding,
  { clients, region, person, clock, emit, stateFolder, fileSystem }: StacksContext,
): Promise<ParameterValues> {
  const client = await clients.ec2(region)
  const previous = before?.parameters ?? null
  const network = await offerNetwork({ template, given, previous }, client)
  if (network !== null && dryRun) emit({ type: 'notice', text: `the plan uses ${network.text}` })
  else if (network !== null && !(await person.agrees(`Use ${network.text}?`))) {
    throw new ToolError('DECLINED', `no network was chosen for ${chosen.stackName}`, {
      hint: `Set ${Object.keys(network.values).join(' and ')} in the parameter file or with --parameter.`,
    })
  }
  const { values, notices } = resolveParameters({ template, given, previous, amis, network })
  const evaluate = evaluator(template, plainValues(values))
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
