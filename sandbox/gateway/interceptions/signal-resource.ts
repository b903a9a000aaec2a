import { apiError, errorAnswer, queryAnswer } from '../api-answer.ts'
import type { Interception } from './interception.ts'

/** Taken for a stack that exists; it is in the record of calls. Whether the stack still waits is not looked at. */
export const signalResource: Interception = async (request, world) => {
  const stackName = String(request.parameters.StackName)
  const found = await world.callMoto(request, {
    Action: 'DescribeStacks',
    Version: '2010-05-15',
    StackName: stackName,
  })
  if (found.status === 200) return queryAnswer('SignalResource')
  return errorAnswer(request.protocol, apiError('ValidationError', `Stack ${stackName} does not exist`))
}
