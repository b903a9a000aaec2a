import { subscribe } from 'node:diagnostics_channel'
import { writeText } from '../reporters/leave.ts'
import { createRedactor } from '../reporters/redact.ts'

let print: ((text: string) => void) | undefined

/** One line for --debug, without secrets; nothing without it. */
export function debug(text: string): void {
  print?.(text)
}

/**
 * Prints every program that is started and every AWS call from now on. Node.js and src/aws publish them
 * (node:diagnostics_channel), so no other code knows about --debug.
 */
export function listenForDebug(): void {
  print = text => {
    // Read each time: --sandbox changes the environment.
    const redact = createRedactor(secretsIn(process.env))
    writeText(process.stderr, `${redact(text).replaceAll(/^/gm, '· ')}\n`)
  }
  subscribe('child_process', message => {
    const { process: child } = message as { process: { spawnargs: readonly string[] } }
    // Node.js publishes a child before its arguments are known.
    setImmediate(() => debug(`start ${child.spawnargs?.join(' ')}`))
  })
  subscribe('packer-ecs:aws-call', message => debug(callText(message as AwsCall)))
}

interface AwsCall {
  readonly clientName?: string
  readonly commandName?: string
  readonly error?: Error
  readonly metadata?: {
    readonly httpStatusCode?: number
    readonly requestId?: string
    readonly attempts?: number
  }
}

function callText({ clientName = '', commandName = '', error, metadata = {} }: AwsCall): string {
  const { httpStatusCode, requestId, attempts = 1 } = metadata
  const outcome = error === undefined ? httpStatusCode : `${error.name}: ${error.message}`
  const tries = attempts > 1 ? `, ${attempts} attempts` : ''
  return `call ${clientName} ${commandName}: ${outcome}${tries}, request ${requestId}`
}

function secretsIn(environment: NodeJS.ProcessEnv): string[] {
  return Object.entries(environment).flatMap(([name, value = '']) =>
    /SECRET|TOKEN|PASSWORD|PASSWD/i.test(name) && value.length >= 8 ? [value] : [],
  )
}
