import { text } from 'node:stream/consumers'
import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  paginateDescribePullThroughCacheRules,
} from '@aws-sdk/client-ecr'
import { HttpRequest } from '@smithy/core/transport'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'

/** ECR in one region: only the calls that packer-ecs makes. */
export interface Ecr {
  image(repository: string, id: ImageId): Promise<StoredImage>
  /** The architectures that an image runs on, e.g. `amd64`; empty if they cannot be read. */
  architectures(repository: string, id: ImageId): Promise<string[]>
  /** Prefixes of the repositories that ECR fills from another registry when an image is pulled; `ROOT`: all. */
  cachePrefixes(): Promise<string[]>
}

export type ImageId = { readonly tag: string } | { readonly digest: string }

export type StoredImage =
  | {
      readonly isFound: true
      readonly digest: string
      readonly tags: readonly string[]
      readonly pushedAt: Date
    }
  | { readonly isFound: false; readonly missing: 'repository' | 'image' }

const indexes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]
const manifests = [
  ...indexes,
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]

export function createEcr(options: ClientOptions): Ecr {
  const client = renewEndedSessions(new ECRClient({ ...options, ...retries }))
  return {
    image: (repositoryName, id) =>
      translated('ecr:DescribeImages', async () => {
        try {
          const request = new DescribeImagesCommand({ repositoryName, imageIds: [toImageId(id)] })
          const [found] = (await client.send(request)).imageDetails ?? []
          if (found === undefined) return { isFound: false, missing: 'image' }
          const { imageDigest = '', imageTags = [], imagePushedAt = new Date(0) } = found
          return { isFound: true, digest: imageDigest, tags: imageTags, pushedAt: imagePushedAt }
        } catch (error) {
          const code = errorCode(error)
          if (code === 'RepositoryNotFoundException') return { isFound: false, missing: 'repository' }
          if (code === 'ImageNotFoundException') return { isFound: false, missing: 'image' }
          throw error
        }
      }),

    architectures: (repositoryName, id) =>
      translated('ecr:BatchGetImage', async () => {
        const request = new BatchGetImageCommand({
          repositoryName,
          imageIds: [toImageId(id)],
          acceptedMediaTypes: manifests,
        })
        const { images = [] } = await client.send(request)
        const manifest = JSON.parse(images[0]?.imageManifest ?? '{}') as Manifest
        if (manifest.manifests !== undefined) {
          const found = manifest.manifests.flatMap(({ platform }) => platform?.architecture ?? [])
          return [...new Set(found.filter(architecture => architecture !== 'unknown'))]
        }
        const digest = manifest.config?.digest
        if (digest === undefined) return []
        const { architecture } = JSON.parse(await blob(repositoryName, digest)) as { architecture?: string }
        return architecture === undefined ? [] : [architecture]
      }),

    cachePrefixes: () =>
      translated('ecr:DescribePullThroughCacheRules', async () => {
        const prefixes: string[] = []
        for await (const { pullThroughCacheRules = [] } of paginateDescribePullThroughCacheRules(
          { client },
          {},
        )) {
          prefixes.push(...pullThroughCacheRules.flatMap(rule => rule.ecrRepositoryPrefix ?? []))
        }
        return prefixes
      }),
  }

  /** The configuration of an image, a few KiB, from where ECR says. Uses the client's way to the network. */
  async function blob(repositoryName: string, layerDigest: string): Promise<string> {
    const { downloadUrl = '' } = await client.send(
      new GetDownloadUrlForLayerCommand({ repositoryName, layerDigest }),
    )
    const { protocol, hostname, port, pathname, searchParams } = new URL(downloadUrl)
    const request = new HttpRequest({
      protocol,
      hostname,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: { host: port === '' ? hostname : `${hostname}:${port}` },
      ...(port === '' ? {} : { port: Number(port) }),
    })
    const { response } = await client.config.requestHandler.handle(request)
    const content = await text(response.body)
    if (response.statusCode !== 200) throw new Error(`HTTP status ${response.statusCode}`)
    return content
  }
}

interface Manifest {
  readonly manifests?: readonly { readonly platform?: { readonly architecture?: string } }[]
  readonly config?: { readonly digest?: string }
}

function toImageId(id: ImageId) {
  return 'tag' in id ? { imageTag: id.tag } : { imageDigest: id.digest }
}
