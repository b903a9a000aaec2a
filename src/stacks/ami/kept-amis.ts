import type { StackDescription } from '../../aws/stack.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { GivenAmi } from '../parameters/given.ts'

/**
 * The AMIs of a deploy with --keep-ami: those that the stack has now.
 *
 * @throws ToolError AMI_NOT_KEPT
 */
export function keptAmis(
  amis: readonly GivenAmi[],
  stack: Pick<StackDescription, 'parameters'> | undefined,
  stackName: string,
): GivenAmi[] {
  return amis.map(ami => {
    const imageId = stack?.parameters[ami.parameter]
    if (imageId !== undefined && imageId !== '') return { ...ami, imageId }
    const what =
      stack === undefined
        ? `${stackName} does not exist yet`
        : `${stackName} has no parameter ${ami.parameter} yet`
    throw new ToolError('AMI_NOT_KEPT', `${what}, so there is no AMI to keep`, {
      hint: 'Deploy without --keep-ami.',
    })
  })
}
