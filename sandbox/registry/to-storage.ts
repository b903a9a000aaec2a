import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { storageAddress } from './storage.ts'

/** Where docker-registry keeps a repository: each region has its own. */
export interface StoredRepository {
  readonly region: string
  readonly repository: string
}

/** Passes a request to docker-registry, and its response back; both are streamed. `path`: after the repository's name. */
export async function toStorage(
  request: IncomingMessage,
  response: ServerResponse,
  where: StoredRepository & { readonly path: string },
): Promise<void> {
  const { authorization, connection, host, expect, ...headers } = request.headers
  const passed = httpRequest({
    ...storageAddress,
    method: request.method,
    path: storagePath(where, where.path),
    headers,
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    passed.on('response', resolve).on('error', reject)
  })
  const [answer] = await Promise.all([answered, pipeline(request, passed)])
  const { location, ...others } = answer.headers
  const moved = location && { location: location.replace(`/v2/${where.region}/`, '/v2/') }
  response.writeHead(answer.statusCode ?? 502, { ...others, ...moved })
  await pipeline(answer, response)
}

/** Stores a manifest; the response of docker-registry. */
export function storeManifest(
  where: StoredRepository,
  manifest: { readonly digest: string; readonly mediaType: string; readonly body: Buffer },
): Promise<Response> {
  const { host, port } = storageAddress
  return fetch(`http://${host}:${port}${storagePath(where, `manifests/${manifest.digest}`)}`, {
    method: 'PUT',
    headers: { 'content-type': manifest.mediaType },
    body: new Uint8Array(manifest.body),
  })
}

/** Whether docker-registry has a layer, or the configuration of an image. */
export async function hasLayer(where: StoredRepository, digest: string): Promise<boolean> {
  const { host, port } = storageAddress
  const url = `http://${host}:${port}${storagePath(where, `blobs/${encodeURIComponent(digest)}`)}`
  return (await fetch(url, { method: 'HEAD' })).ok
}

function storagePath({ region, repository }: StoredRepository, path: string): string {
  return `/v2/${region}/${repository}/${path}`
}
