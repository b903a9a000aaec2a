import { clientError, invalidParameter } from './error.ts'

export interface Home {
  readonly accountId: string
  readonly region: string
}

export function arnOf({ accountId, region }: Home, resource: string): string {
  return `arn:aws:ecs:${region}:${accountId}:${resource}`
}

/** Name of a cluster given by name or ARN; `default` if it is missing. */
export function clusterName(given: unknown): string {
  return typeof given === 'string' && given !== '' ? lastPart(given) : 'default'
}

/** Last part of an ARN, or the name itself. */
export function lastPart(text: string): string {
  return text.split('/').at(-1) ?? text
}

/** 32 hexadecimal digits. */
export function hexId(uniqueId: () => string): string {
  return uniqueId().replaceAll('-', '')
}

/** Nineteen digits, as in the id of a deployment. */
export function digitsOf(uniqueId: () => string): string {
  return BigInt(`0x${hexId(uniqueId)}`)
    .toString()
    .slice(0, 19)
    .padStart(19, '1')
}

export interface DefinitionName {
  readonly family: string
  readonly revision: number | null
}

/** Reads `web`, `web:3`, or an ARN of a task definition. */
export function definitionName(given: unknown): DefinitionName {
  if (typeof given !== 'string' || given === '') throw invalidParameter('TaskDefinition can not be blank.')
  const [family = '', revision] = given.replace(/^arn:[^/]*\//, '').split(':')
  if (revision === undefined) return { family, revision: null }
  if (!/^\d+$/.test(revision)) throw clientError(`Invalid revision number. Number: ${revision}`)
  return { family, revision: Number(revision) }
}
