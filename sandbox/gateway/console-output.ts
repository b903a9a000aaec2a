import type { Consoles } from '../supervisor/consoles.ts'
import { type ApiAnswer, ec2Answer } from './api-answer.ts'
import type { ApiRequest } from './api-request.ts'
import type { Clock } from './clock.ts'

/**
 * Answers GetConsoleOutput: always the latest output, like a Nitro instance that is asked with `Latest: true`.
 * @returns undefined if the instance has no machine
 */
export async function consoleOutput(
  { parameters }: ApiRequest,
  consoles: Consoles,
  clock: Clock,
): Promise<ApiAnswer | undefined> {
  const instanceId = String(parameters.InstanceId)
  const text = await consoles.read(instanceId)
  if (text === undefined) return undefined
  const timestamp = clock.now().toISOString()
  const output = Buffer.from(text).toString('base64')
  return ec2Answer(
    'GetConsoleOutput',
    `<instanceId>${instanceId}</instanceId><timestamp>${timestamp}</timestamp><output>${output}</output>`,
  )
}
