import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { hopelessWords } from '../services/decide-hopeless.ts'
import type { ServiceOutcome } from '../services/verdict.ts'
import type { HopelessService } from '../services/watch-services.ts'

/** The first service that does not run what was deployed, although the stack is complete; undefined if all do. */
export function serviceFailure(
  services: readonly ServiceOutcome[],
  stackName: string,
  status: string,
): ToolError | undefined {
  const failed = services.find(({ state }) => !passes.includes(state.kind))
  if (failed === undefined) return undefined
  const { name, taskDefinition, state, cause } = failed
  const options = {
    why: `CloudFormation reports ${status} for ${stackName}, but the service does not run what was deployed.`,
    hint: cause?.hint || `Look at the service again: ${ownCommand('status')}`,
    details: cause?.symptom.log ?? [],
  }
  const because = cause === null ? '' : `: ${cause.summary}`
  if (state.kind === 'failed') {
    const what = because === '' ? `: ${state.reason}` : because
    return new ToolError('SERVICE_ROLLED_BACK', `the deployment of service ${name} failed${what}`, options)
  }
  if (state.kind === 'replaced') {
    const message = `service ${name} runs ${state.taskDefinition.split('/').at(-1)} and not ${taskDefinition}${because}`
    return new ToolError('SERVICE_NOT_DEPLOYED', message, options)
  }
  return new ToolError('SERVICE_NOT_STEADY', `service ${name} does not become steady${because}`, options)
}

/** One that could not be read is reported by a notice: CloudFormation succeeded. */
const passes: readonly string[] = [
  'steady',
  'none',
  'unknown',
] satisfies readonly ServiceOutcome['state']['kind'][]

/** The operation continues, but a deployment in it cannot succeed. */
export function hopelessFailure(service: HopelessService, stackName: string, status: string): ToolError {
  const { cause } = service
  const isCreation = status.startsWith('CREATE')
  const end = isCreation ? 'delete-stack' : 'cancel-update-stack'
  return new ToolError(cause?.code ?? 'SERVICE_NOT_DEPLOYED', hopelessWords(service), {
    why: `CloudFormation continues the ${isCreation ? 'creation' : 'update'} of ${stackName} and can wait for hours.`,
    hint: `${cause?.hint ?? ''} To end the operation: aws cloudformation ${end} --stack-name ${stackName}`.trim(),
    details: cause?.symptom.log ?? [],
  })
}
