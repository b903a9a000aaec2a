import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { ApiAnswer } from '../gateway/api-answer.ts'
import type { Call } from '../gateway/call-log.ts'
import type { Clock } from '../gateway/clock.ts'
import { type EcrData, EcrError, findImage, listTags } from './ecr-data.ts'
import { parseRegistryName } from './endpoint.ts'
import { signatureParameter } from './layer-url.ts'
import { operationOf, type RegistryOperation } from './operation.ts'
import {
  expiredToken,
  imageUnknown,
  notAuthorized,
  type RegistryRefusal,
  refusalAnswer,
  refusalOfEcr,
  unknownToken,
  unsupported,
} from './refusal.ts'
import type { ImageStorage } from './storage.ts'
import { storeManifest, toStorage } from './to-storage.ts'
import type { RegistryTokens, TokenHolder } from './tokens.ts'

export interface RegistryOptions {
  readonly accountId: string
  readonly tokens: RegistryTokens
  readonly storage: ImageStorage
  readonly ecr: EcrData
  readonly clock: Pick<Clock, 'now'>
  /** Evaluates the caller's policies; the reason in ECR's words if they do not allow the action. */
  readonly denialOf: (holder: TokenHolder, access: RegistryAccess) => Promise<string | undefined>
  /** Called after an image was pushed. */
  readonly pushed: (region: string, repository: string) => Promise<void>
  readonly record: (call: Call) => void
}

export interface RegistryAccess {
  readonly action: string
  readonly region: string
  readonly repository: string
  /** Address of the caller. */
  readonly source: string
}

interface Order extends RegistryOperation {
  readonly region: string
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * ECR's registry, which speaks the protocol of Docker registries (version 2). It checks token, permissions, repository
 * and tag, and leaves layers and manifests to docker-registry. ECR's data says which images exist.
 */
export function createRegistry(
  options: RegistryOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { tokens, storage, ecr, clock } = options

  return async (request, response) => {
    const started = clock.now()
    const { method = 'GET', headers } = request
    const url = request.url ?? '/'
    const holder = tokens.find(headers.authorization ?? signatureIn(url))
    if (holder === 'missing') return send(response, notAuthorized(`http://${headers.host}/`))
    if (holder === 'unknown') return refuse(response, unknownToken)
    if (holder === 'expired') return refuse(response, expiredToken)
    if (/^\/v2\/?$/.test(url)) return send(response, json({}))
    const operation = operationOf(method, url)
    if (operation === undefined) return refuse(response, unsupported)
    const order = { ...operation, region: parseRegistryName(headers.host)?.region ?? holder.region }
    const refusal = await refusalOf(order, holder, request).catch(refusalOfEcr)
    if (refusal === undefined) {
      await act(order, { request, response }).catch(error => refuse(response, refusalOfEcr(error)))
    } else refuse(response, refusal)
    const { region, action, repository, reference } = order
    options.record({
      time: started.toISOString(),
      service: 'ecr',
      action,
      region,
      parameters: { repositoryName: repository, ...(reference && { reference }) },
      accessKeyId: holder.caller.accessKeyId,
      source: sourceOf(request),
      status: response.statusCode,
      errorCode: refusal?.code ?? (response.statusCode < 400 ? null : `HTTP ${response.statusCode}`),
      durationMilliseconds: clock.now().getTime() - started.getTime(),
    })
  }

  async function refusalOf(
    { action, region, repository }: Order,
    holder: TokenHolder,
    request: IncomingMessage,
  ): Promise<RegistryRefusal | undefined> {
    const access = { action, region, repository, source: sourceOf(request) }
    const denial = await options.denialOf(holder, access)
    if (denial !== undefined) return { code: 'DENIED', status: 403, message: denial }
    const registryId = parseRegistryName(request.headers.host)?.accountId ?? options.accountId
    await ecr(region, 'DescribeRepositories', { repositoryNames: [repository], registryId })
    return undefined
  }

  async function act(order: Order, exchange: Exchange): Promise<void> {
    const { action, region, repository, reference = '', path } = order
    const { request, response } = exchange
    if (action === 'ListImages') {
      return send(response, json({ name: repository, tags: await listTags(ecr, region, repository) }))
    }
    await storage.ready()
    if (action === 'PutImage') return putManifest(order, exchange)
    if (action !== 'BatchGetImage') return toStorage(request, response, { region, repository, path })
    const digest = await findImage(ecr, region, repository, reference)
    if (digest === undefined) return refuse(response, imageUnknown)
    await toStorage(request, response, { region, repository, path: `manifests/${digest}` })
  }

  async function putManifest(
    { region, repository, reference = '' }: Order,
    { request, response }: Exchange,
  ): Promise<void> {
    const body = await buffer(request)
    const mediaType = request.headers['content-type'] ?? ''
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
    const stored = await storeManifest({ region, repository }, { digest, mediaType, body })
    if (!stored.ok) return send(response, json(await stored.json(), stored.status))
    await ecr(region, 'PutImage', {
      repositoryName: repository,
      imageManifest: body.toString(),
      imageManifestMediaType: mediaType,
      imageDigest: reference.includes(':') ? reference : digest,
      ...(reference.includes(':') ? {} : { imageTag: reference }),
    }).catch(ignoreRepetition)
    await options.pushed(region, repository)
    const location = `/v2/${repository}/manifests/${digest}`
    send(response, { status: 201, headers: { location, 'docker-content-digest': digest }, body: '' })
  }
}

/** The token in the URL that GetDownloadUrlForLayer returned, which needs no header. */
function signatureIn(url: string): string | undefined {
  const { pathname, searchParams } = new URL(url, 'http://registry')
  const token = /\/blobs\/[^/]+$/.test(pathname) ? searchParams.get(signatureParameter) : null
  return token === null ? undefined : `Basic ${token}`
}

/** The same image was pushed with the same tag. */
function ignoreRepetition(error: unknown): void {
  if (!(error instanceof EcrError && error.code === 'ImageAlreadyExistsException')) throw error
}

function sourceOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? ''
}

function refuse(response: ServerResponse, refusal: RegistryRefusal): void {
  // Half a response cannot be corrected.
  if (response.headersSent) response.destroy()
  else send(response, refusalAnswer(refusal))
}

function json(content: unknown, status = 200): ApiAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) }
}

function send(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  const version = { 'docker-distribution-api-version': 'registry/2.0' }
  response.writeHead(status, { ...version, ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
