import type { CloudFormation } from '../../aws/cloudformation.ts'
import { errorCode } from '../../aws/errors.ts'
import type { StacksContext } from '../context.ts'

interface Ending {
  /** The status in which the operation can be ended. */
  readonly status: string
  /** E.g. `the update can no longer be canceled`. */
  readonly tooLate: string
  /** E.g. `the update of shop was not canceled`. */
  refused(stackName: string): string
}

const endings: Readonly<Record<'cancel' | 'delete', Ending>> = {
  cancel: {
    status: 'UPDATE_IN_PROGRESS',
    tooLate: 'the update can no longer be canceled',
    refused: stackName => `the update of ${stackName} was not canceled`,
  },
  delete: {
    status: 'CREATE_IN_PROGRESS',
    tooLate: 'its creation is over, and it is not deleted',
    refused: stackName => `${stackName} was not deleted`,
  },
}

/**
 * Cancels the update, or deletes the stack that is being created. The operation may have moved on while the person
 * decided: then this emits a notice and returns false.
 */
export async function endOperation(
  answer: 'cancel' | 'delete',
  { stackId, stackName }: { readonly stackId: string; readonly stackName: string },
  cloudFormation: Pick<CloudFormation, 'stack' | 'cancelUpdate' | 'deleteStack'>,
  { emit, random }: Pick<StacksContext, 'emit' | 'random'>,
): Promise<boolean> {
  const { status, tooLate, refused } = endings[answer]
  const now = await cloudFormation.stack(stackId)
  if (now !== undefined && now.status !== status) {
    emit({ type: 'notice', text: `${stackName} is in ${now.status}: ${tooLate}` })
    return false
  }
  try {
    const token = random.hex(16)
    await (answer === 'cancel'
      ? cloudFormation.cancelUpdate(stackId, token)
      : cloudFormation.deleteStack(stackId, token))
    return true
  } catch (error) {
    if (!isRefusal(error)) throw error
    emit({ type: 'notice', text: `${refused(stackName)}: ${error.message}` })
    return false
  }
}

/** CloudFormation's answer to a call that does not fit the status of the stack. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && [error, error.cause].some(one => errorCode(one) === 'ValidationError')
}
