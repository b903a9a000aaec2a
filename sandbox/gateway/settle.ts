import type { ApiAnswer } from './api-answer.ts'
import type { ApiRequest, RawRequest } from './api-request.ts'
import type { Clock } from './clock.ts'

const step = 100
/** Milliseconds that an answer is held back. */
const longest = 10_000

export interface Surroundings {
  readonly clock: Clock
  /** Whether the address of a machine accepts connections on the port of ssh. */
  readonly acceptsSsh: (address: string) => Promise<boolean>
}

/**
 * Packer waits one second, its Amazon plugin 1.6 and newer 15 seconds or more, between two looks at an AMI or an
 * instance, and five seconds between two attempts to connect by ssh. Its look at one of them is therefore answered when
 * the state has settled, and that at a starting instance when ssh answers, so that a bake does not wait for nothing.
 */
export async function whenSettled(
  { action, parameters }: ApiRequest,
  { headers }: Pick<RawRequest, 'headers'>,
  read: () => Promise<ApiAnswer>,
  { clock, acceptsSsh }: Surroundings,
): Promise<ApiAnswer> {
  let answer = await read()
  const look = looks[action]
  const isLook =
    look !== undefined &&
    parameters[look.parameter] !== undefined &&
    /aws-sdk-go/.test(String(headers['user-agent']))
  if (!isLook) return answer
  let isStarting = false
  for (let waited = 0; waited < longest; waited += step) {
    const state = look.state.exec(textOf(answer))?.[1] ?? ''
    const isBetween = between.has(state)
    isStarting =
      action === 'DescribeInstances' && (state === 'pending' || (isStarting && state === 'running'))
    if (!isBetween && !(isStarting && !(await acceptsSsh(addressIn(answer))))) return answer
    await clock.sleep(step)
    answer = await read()
  }
  return answer
}

const looks: Readonly<Record<string, { readonly parameter: string; readonly state: RegExp }>> = {
  DescribeImages: { parameter: 'ImageId.1', state: /<imageState>([^<]*)</ },
  DescribeInstances: { parameter: 'InstanceId.1', state: /<instanceState>.*?<name>([^<]*)</s },
}

const between = new Set(['pending', 'stopping', 'shutting-down'])

function addressIn(answer: ApiAnswer): string {
  return /<privateIpAddress>([^<]*)</.exec(textOf(answer))?.[1] ?? ''
}

function textOf({ body }: ApiAnswer): string {
  return body.toString()
}
