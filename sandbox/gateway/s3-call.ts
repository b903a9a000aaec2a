type Actions = Readonly<Record<string, string>>

const objectActions: Actions = {
  DELETE: 'DeleteObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
}
const bucketActions: Actions = {
  DELETE: 'DeleteBucket',
  GET: 'ListObjectsV2',
  HEAD: 'HeadBucket',
  PUT: 'CreateBucket',
}
/** By the name in the query: `PUT /BUCKET?versioning`. */
const subresourceActions: Readonly<Record<string, Actions>> = {
  encryption: {
    DELETE: 'DeleteBucketEncryption',
    GET: 'GetBucketEncryption',
    PUT: 'PutBucketEncryption',
  },
  lifecycle: {
    DELETE: 'DeleteBucketLifecycle',
    GET: 'GetBucketLifecycleConfiguration',
    PUT: 'PutBucketLifecycleConfiguration',
  },
  ownershipControls: {
    DELETE: 'DeleteBucketOwnershipControls',
    GET: 'GetBucketOwnershipControls',
    PUT: 'PutBucketOwnershipControls',
  },
  policy: { DELETE: 'DeleteBucketPolicy', GET: 'GetBucketPolicy', PUT: 'PutBucketPolicy' },
  publicAccessBlock: {
    DELETE: 'DeletePublicAccessBlock',
    GET: 'GetPublicAccessBlock',
    PUT: 'PutPublicAccessBlock',
  },
  tagging: { DELETE: 'DeleteBucketTagging', GET: 'GetBucketTagging', PUT: 'PutBucketTagging' },
  versioning: { GET: 'GetBucketVersioning', PUT: 'PutBucketVersioning' },
  versions: { GET: 'ListObjectVersions' },
}

/** Headers that decide about permissions, by the name of the parameter in the API. */
const readHeaders: Readonly<Record<string, string>> = {
  CopySource: 'x-amz-copy-source',
  ExpectedBucketOwner: 'x-amz-expected-bucket-owner',
  IfMatch: 'if-match',
  IfNoneMatch: 'if-none-match',
}

/** A call of S3, from its method, path `/BUCKET/KEY`, and headers. The action is empty if it is another one. */
export function s3Call(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string | string[] | undefined>> = {},
): { readonly action: string; readonly parameters: Readonly<Record<string, string>> } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(url.pathname) ?? []
  const query = Object.fromEntries(url.searchParams)
  const passed = Object.entries(readHeaders).flatMap(([name, header]) => {
    const value = headers[header]
    return value === undefined ? [] : [[name, String(value)] as const]
  })
  const named = { Bucket: bucket, ...(key === '' ? {} : { Key: decodeURIComponent(key) }) }
  const parameters = { ...query, ...Object.fromEntries(passed), ...named }
  return { action: bucket === '' ? '' : actionOf(method, key !== '', url, parameters), parameters }
}

function actionOf(
  method: string,
  isObject: boolean,
  url: URL,
  parameters: Readonly<Record<string, string>>,
): string {
  // Clients send ?prefix= without a value.
  const subresource = [...url.searchParams].find(([name, value]) => value === '' && name !== 'prefix')?.[0]
  if (subresource !== undefined) {
    // ?acl and others of an object are not supported.
    return isObject ? '' : (subresourceActions[subresource]?.[method] ?? '')
  }
  if (isObject && method === 'PUT' && 'CopySource' in parameters) return 'CopyObject'
  return (isObject ? objectActions : bucketActions)[method] ?? ''
}
