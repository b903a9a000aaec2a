import type { ApiAnswer } from './api-answer.ts'
import type { ApiRequest, RawRequest } from './api-request.ts'
import type { Clock } from './clock.ts'

const step = 200
/** Milliseconds that an answer is held back. */
const longest = 10_000

/**
 * Packer's Amazon plugin 1.6 and newer waits 15 seconds or more between two looks at an AMI, whatever delay is set. Its
 * look at one AMI is therefore answered when the AMI is no longer pending, so that a bake does not wait for nothing.
 */
export async function whenSettled(
  { action, parameters }: ApiRequest,
  { headers }: Pick<RawRequest, 'headers'>,
  read: () => Promise<ApiAnswer>,
  clock: Clock,
): Promise<ApiAnswer> {
  let answer = await read()
  const isLook =
    action === 'DescribeImages' &&
    parameters['ImageId.1'] !== undefined &&
    /aws-sdk-go-v2/.test(String(headers['user-agent']))
  if (!isLook) return answer
  for (let waited = 0; waited < longest && isPending(answer); waited += step) {
    await clock.sleep(step)
    answer = await read()
  }
  return answer
}

function isPending({ body }: ApiAnswer): boolean {
  return body.toString().includes('<imageState>pending</imageState>')
}
