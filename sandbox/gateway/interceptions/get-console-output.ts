import { ec2Answer } from '../api-answer.ts'
import type { Interception } from './interception.ts'

/** The machine's console, always the latest, as for a Nitro instance asked with `Latest: true`. */
export const getConsoleOutput: Interception = async ({ parameters }, world) => {
  const instanceId = String(parameters.InstanceId)
  const console = await world.consoleOutput(instanceId)
  if (console === undefined) return undefined
  const output = Buffer.from(console.text).toString('base64')
  return ec2Answer(
    'GetConsoleOutput',
    `<instanceId>${instanceId}</instanceId><timestamp>${console.time.toISOString()}</timestamp><output>${output}</output>`,
  )
}
