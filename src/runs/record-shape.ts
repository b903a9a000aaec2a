import type { BakeRecord, CreatedResource, DeployRecord, RunRecord, VerifyRecord } from './record.ts'
import { isRunId } from './run-id.ts'

/**
 * Whether every known field of a record has the type and the form that packer-ecs writes. A record leads to signals and
 * deletions, so one wrong field makes the whole record invalid. Unknown fields are allowed: a newer version adds them.
 */
export function isRecord(found: Fields): boolean {
  const shape = found.kind === 'bake' ? bakeShape : found.kind === 'verify' ? verifyShape : deployShape
  return Object.entries(shape).every(([name, isValid]) => isValid(found[name]))
}

export type Fields = Readonly<Record<string, unknown>>

type Check = (value: unknown) => boolean

const text: Check = value => typeof value === 'string' && value.length <= 2048 && !/\p{Cc}/u.test(value)
const like =
  (pattern: RegExp): Check =>
  value =>
    typeof value === 'string' && pattern.test(value)
const oneOf =
  (...values: readonly unknown[]): Check =>
  value =>
    values.includes(value)
const orNull =
  (isValid: Check): Check =>
  value =>
    value === null || isValid(value)
const listOf =
  (isValid: Check): Check =>
  value =>
    Array.isArray(value) && value.every(isValid)
const mapOf =
  (isValid: Check): Check =>
  value =>
    isFields(value) && Object.values(value).every(isValid)

const seconds: Check = value => typeof value === 'number' && Number.isFinite(value) && value >= 0
const time = like(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z)?$/)
const region = like(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/)

/** Process id 1 is the whole system when its group is signaled; a process without a start mark could be any. */
const processIdentity: Check = value =>
  isFields(value) &&
  text(value.host) &&
  Number.isSafeInteger(value.processId) &&
  Number(value.processId) > 1 &&
  text(value.startMark) &&
  value.startMark !== ''

const createdIds: Readonly<Record<CreatedResource['kind'], Check>> = {
  instance: like(/^i-[0-9a-f]{8,17}$/),
  image: like(/^ami-[0-9a-f]{8,17}$/),
  'key-pair': like(/^[\x20-\x7e]{1,255}$/),
  'security-group': like(/^[\x20-\x7e]{1,255}$/),
  'instance-profile': like(/^[\w+=,.@-]{1,128}$/),
}

/** A kind that only a newer version knows is allowed; nothing is deleted because of it. */
const createdResource: Check = value =>
  isFields(value) &&
  text(value.kind) &&
  (Object.hasOwn(createdIds, String(value.kind)) ? createdIds[value.kind as CreatedResource['kind']] : text)(
    value.id,
  )

const operation: Check = value =>
  isFields(value) && oneOf('create', 'update')(value.kind) && seconds(value.seconds)

const common: Readonly<Record<keyof RunRecord, Check>> = {
  schemaVersion: oneOf(2),
  kind: oneOf('bake', 'deploy', 'verify'),
  runId: value => typeof value === 'string' && isRunId(value),
  project: orNull(text),
  accountId: like(/^\d{0,12}$/),
  region,
  endpoint: orNull(text),
  startedAt: time,
  outcome: text,
  stepSeconds: mapOf(seconds),
  leftovers: orNull(oneOf(true, false)),
  owner: orNull(processIdentity),
}

const bakeShape: Readonly<Record<keyof BakeRecord, Check>> = {
  ...common,
  image: text,
  inputs: mapOf(text),
  settings: mapOf(text),
  packer: orNull(processIdentity),
  regions: listOf(region),
  spot: oneOf(true, false),
  amiName: orNull(text),
  created: listOf(createdResource),
  cleanedAt: orNull(time),
}

const deployShape: Readonly<Record<keyof DeployRecord, Check>> = {
  ...common,
  stackName: text,
  changeSet: orNull(like(/^[A-Za-z][-A-Za-z0-9]{0,127}$/)),
  operation: orNull(operation),
}

const launch: Check = value =>
  isFields(value) &&
  like(/^vpc-[0-9a-f]{8,17}$/)(value.vpcId) &&
  like(/^[\x20-\x7e]{1,255}$/)(value.group) &&
  like(/^packer-ecs-verify-[0-9a-f-]{1,40}$/)(value.template) &&
  isFields(value.idleTemplate) &&
  like(/^lt-[0-9a-f]{8,17}$/)(value.idleTemplate.id) &&
  like(/^\d{1,9}$/)(value.idleTemplate.version)

const verifyShape: Readonly<Record<keyof VerifyRecord, Check>> = {
  ...common,
  image: text,
  launch: orNull(launch),
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
