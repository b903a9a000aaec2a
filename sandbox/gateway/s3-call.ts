const objectActions: Readonly<Record<string, string>> = {
  DELETE: 'DeleteObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
}
const bucketActions: Readonly<Record<string, string>> = {
  DELETE: 'DeleteBucket',
  GET: 'ListObjectsV2',
  HEAD: 'HeadBucket',
  PUT: 'CreateBucket',
}

/** A call of S3, from its method and path `/BUCKET/KEY`. The action is empty if it is another one. */
export function s3Call(
  method: string,
  url: URL,
): { readonly action: string; readonly parameters: Readonly<Record<string, string>> } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(url.pathname) ?? []
  const query = Object.fromEntries(url.searchParams)
  // Subresources such as ?acl are other actions.
  const isOther =
    bucket === '' || [...url.searchParams].some(([name, value]) => value === '' && name !== 'prefix')
  const action = isOther ? '' : ((key === '' ? bucketActions : objectActions)[method] ?? '')
  const named = { Bucket: bucket, ...(key === '' ? {} : { Key: decodeURIComponent(key) }) }
  return { action, parameters: { ...query, ...named } }
}
