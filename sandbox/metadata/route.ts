import type { TokenStore } from './tokens.ts'
import { metadataTree, type Node } from './tree.ts'
import type { InstanceMetadata } from './types.ts'

export interface MetadataRequest {
  readonly method: string
  readonly path: string
  /** Header names are lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Address of the caller, which identifies the instance. */
  readonly address: string
}

export interface MetadataResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

const tokenPath = '/latest/api/token'
const tokenHeader = 'x-aws-ec2-metadata-token'
const tokenSecondsHeader = 'x-aws-ec2-metadata-token-ttl-seconds'
const versions = ['1.0', '2009-04-04', '2016-09-02', '2021-03-23', '2022-09-24', 'latest']
/** cloud-init requests these paths without a token because a container has no EC2 hardware. */
const prefixesWithoutToken = ['/2009-04-04/', '/2021-03-23/']

/** The response of the metadata service to an instance. */
export function answer(
  request: MetadataRequest,
  instance: InstanceMetadata | undefined,
  tokens: TokenStore,
): MetadataResponse {
  if (instance === undefined) return refuse(404)
  if (instance.options.httpEndpoint === 'disabled') return refuse(403)
  const path = request.path.replace(/\?.*$/, '').replaceAll(/\/{2,}/g, '/')
  if (path === tokenPath) return answerToken(request, tokens)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, { Allow: 'OPTIONS, GET, HEAD' })
  if (!mayRead(request, path, instance, tokens)) return refuse(401)
  const [, version = '', ...names] = path.split('/')
  if (version === '') return found(versions.join('\n'))
  if (!versions.includes(version)) return refuse(404)
  const value = lookUp(metadataTree(instance), names)
  if (value === undefined) return refuse(404)
  if (typeof value === 'string') return found(value)
  return Buffer.isBuffer(value)
    ? found(value, 'application/octet-stream')
    : found(listing(value, names, instance))
}

function answerToken(request: MetadataRequest, tokens: TokenStore): MetadataResponse {
  if (request.method !== 'PUT') return refuse(405, { Allow: 'OPTIONS, PUT' })
  if (request.headers['x-forwarded-for'] !== undefined) return refuse(403)
  const issued = tokens.issue(request.address, single(request.headers[tokenSecondsHeader]))
  if (issued === undefined) return refuse(400)
  const { token, seconds } = issued
  return { status: 200, headers: { ...plain, [tokenSecondsHeader]: String(seconds) }, body: token }
}

function mayRead(
  request: MetadataRequest,
  path: string,
  instance: InstanceMetadata,
  tokens: TokenStore,
): boolean {
  const token = single(request.headers[tokenHeader])
  if (token !== undefined) return tokens.isValid(request.address, token)
  return (
    instance.options.httpTokens === 'optional' || prefixesWithoutToken.some(prefix => path.startsWith(prefix))
  )
}

/** The path of a folder can end with a slash. */
function lookUp(tree: Node, names: readonly string[]): Node {
  const [name, ...rest] = names
  if (name === undefined) return tree
  const isFolder = typeof tree === 'object' && !Buffer.isBuffer(tree)
  if (!isFolder) return undefined
  if (name === '' && rest.length === 0) return tree
  return Object.hasOwn(tree, name) ? lookUp(tree[name], rest) : undefined
}

function listing(
  folder: { readonly [name: string]: Node },
  names: readonly string[],
  { keyPair }: InstanceMetadata,
): string {
  // The only folder whose entries are listed as number=name.
  if (names.filter(Boolean).join('/') === 'meta-data/public-keys') return `0=${keyPair?.name}`
  const leaf = (value: Node) => typeof value === 'string' || Buffer.isBuffer(value)
  return Object.entries(folder)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (leaf(value) ? name : `${name}/`))
    .join('\n')
}

const plain = { 'Content-Type': 'text/plain' }

function found(body: string | Buffer, contentType = 'text/plain'): MetadataResponse {
  return { status: 200, headers: { 'Content-Type': contentType }, body }
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
}

function refuse(status: number, headers: Readonly<Record<string, string>> = {}): MetadataResponse {
  const title = `${status} - ${reasons[status]}`
  const body = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
  return { status, headers: { 'Content-Type': 'text/html', ...headers }, body }
}

function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'object' ? header[0] : header
}
