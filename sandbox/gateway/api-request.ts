import { s3Call } from './s3-call.ts'

/** Wire format of a service. `ec2` is the query protocol with EC2's error format, `rest-xml` that of S3. */
export type Protocol = 'ec2' | 'query' | 'json' | 'rest' | 'rest-xml'

export interface ApiRequest {
  /** Signing name, e.g. `ec2`, `autoscaling`. */
  readonly service: string
  /** e.g. `RunInstances`; empty if only the path identifies the action. */
  readonly action: string
  readonly region: string
  readonly protocol: Protocol
  /** The key that signed the request; undefined if it is not signed. */
  readonly accessKeyId: string | undefined
  readonly parameters: Readonly<Record<string, unknown>>
}

export interface RawRequest {
  /** `POST` by default. */
  readonly method?: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Path with query string. */
  readonly url: string
  readonly body: Buffer
}

const credentialScope = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/
const rpcPath = /^\/service\/([^/]+)\/operation\/([^/]+)/

/** Signing names by X-Amz-Target prefix, for unsigned calls, which are refused in the words of the service, and where the prefix differs. */
const targetServices: Readonly<Record<string, string>> = {
  AmazonEC2ContainerRegistry_V20150921: 'ecr',
  AmazonEC2ContainerServiceV20141113: 'ecs',
  Logs_20140328: 'logs',
  AmazonSSM: 'ssm',
  GraniteServiceVersion20100801: 'monitoring',
}

/** Services by API version, for unsigned query calls. */
const versionServices: Readonly<Record<string, string>> = {
  '2010-05-15': 'cloudformation',
  '2016-11-15': 'ec2',
  '2011-06-15': 'sts',
  '2011-01-01': 'autoscaling',
}

/** Unsigned calls of IAM Identity Center, by path. */
const unsignedPaths: Readonly<Record<string, readonly [service: string, action: string]>> = {
  '/federation/credentials': ['sso', 'GetRoleCredentials'],
  '/token': ['sso-oidc', 'CreateToken'],
}

/** Reads the request of an AWS client: its key, service, region, action, and parameters. */
export function parseRequest(raw: RawRequest, defaultRegion: string): ApiRequest {
  const [, accessKeyId, scopeRegion, scopeService] =
    credentialScope.exec(header(raw, 'authorization') ?? decodeURIComponent(raw.url)) ?? []
  const target = header(raw, 'x-amz-target')
  const url = new URL(raw.url, 'http://gateway')
  const rpc = rpcPath.exec(url.pathname)
  const form = { ...Object.fromEntries(url.searchParams), ...formOf(raw) }
  const [targetPrefix, targetAction] = target?.split('.') ?? []
  const [pathService, pathAction] = accessKeyId === undefined ? (unsignedPaths[url.pathname] ?? []) : []
  const service =
    scopeService ??
    pathService ??
    targetServices[targetPrefix ?? ''] ??
    versionServices[form.Version ?? ''] ??
    'unknown'
  const s3 = service === 's3' ? s3Call(raw.method ?? 'POST', url, raw.headers) : undefined
  return {
    service,
    action: s3?.action ?? pathAction ?? targetAction ?? form.Action ?? rpc?.[2] ?? '',
    region: scopeRegion ?? defaultRegion,
    protocol: protocolOf(service, target !== undefined || rpc !== null, form.Action !== undefined),
    accessKeyId,
    parameters: s3?.parameters ?? (target !== undefined || isJson(raw) ? jsonOf(raw) : form),
  }
}

function protocolOf(service: string, json: boolean, query: boolean): Protocol {
  if (service === 's3') return 'rest-xml'
  if (json) return 'json'
  if (!query) return 'rest'
  return service === 'ec2' ? 'ec2' : 'query'
}

function header({ headers }: RawRequest, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

function formOf(raw: RawRequest): Record<string, string> {
  if (!header(raw, 'content-type')?.startsWith('application/x-www-form-urlencoded')) return {}
  return Object.fromEntries(new URLSearchParams(raw.body.toString('utf8')))
}

function isJson(raw: RawRequest): boolean {
  return header(raw, 'content-type') === 'application/json'
}

function jsonOf({ body }: RawRequest): Record<string, unknown> {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>
  } catch {
    return {}
  }
}
