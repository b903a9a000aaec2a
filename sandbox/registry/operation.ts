/** What a request to the registry does. */
export interface RegistryOperation {
  /** The permission that ECR requires, e.g. `BatchGetImage`. */
  readonly action: EcrAction
  readonly repository: string
  /** Tag or digest of a manifest; undefined for layers and lists. */
  readonly reference: string | undefined
  /** The path after the repository's name, with the query. */
  readonly path: string
}

type EcrAction =
  | 'BatchCheckLayerAvailability'
  | 'BatchGetImage'
  | 'CompleteLayerUpload'
  | 'GetDownloadUrlForLayer'
  | 'InitiateLayerUpload'
  | 'ListImages'
  | 'PutImage'
  | 'UploadLayerPart'

interface Resource {
  /** After the repository's name. */
  readonly path: RegExp
  readonly actions: Readonly<Record<string, EcrAction>>
}

const resources: readonly Resource[] = [
  {
    path: /^manifests\/([^/]+)$/,
    actions: { GET: 'BatchGetImage', HEAD: 'BatchGetImage', PUT: 'PutImage' },
  },
  { path: /^blobs\/uploads\/?$/, actions: { POST: 'InitiateLayerUpload' } },
  {
    path: /^blobs\/uploads\/[^/]+$/,
    actions: {
      GET: 'UploadLayerPart',
      PATCH: 'UploadLayerPart',
      PUT: 'CompleteLayerUpload',
      DELETE: 'UploadLayerPart',
    },
  },
  {
    path: /^blobs\/[^/]+$/,
    actions: { GET: 'GetDownloadUrlForLayer', HEAD: 'BatchCheckLayerAvailability' },
  },
  { path: /^tags\/list$/, actions: { GET: 'ListImages' } },
]

/**
 * Undefined for a request that ECR does not support, such as the deletion of a manifest.
 * @param url path with query
 */
export function operationOf(method: string, url: string): RegistryOperation | undefined {
  const { pathname, search } = new URL(url, 'http://registry')
  const [, repository = '', path = ''] = /^\/v2\/(.+)\/((?:manifests|blobs|tags)\/.*)$/.exec(pathname) ?? []
  const resource = resources.find(one => one.path.test(path))
  const action = resource?.actions[method]
  if (action === undefined) return undefined
  const reference = action.endsWith('Image') ? decodeURIComponent(path.replace('manifests/', '')) : undefined
  // A layer cannot be mounted from another repository: without the query, the upload starts normally.
  return { action, repository, reference, path: action === 'InitiateLayerUpload' ? path : `${path}${search}` }
}

/** Whether a request is for the registry rather than for an API. */
export function isForRegistry(url: string, authorization: string | undefined): boolean {
  return /^\/v2(?:[/?]|$)/.test(url) && !authorization?.startsWith('AWS4-')
}
