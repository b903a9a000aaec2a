import type { MotoClient } from '../../moto/client.ts'
import { ApiError } from '../types.ts'

export interface StoredObject {
  readonly bucket: string
  /** As in the URL. */
  readonly key: string
}

/** The host name, without a bucket: `s3.amazonaws.com`, `s3.eu-west-1.amazonaws.com`, `s3-eu-west-1…`. */
const s3 = String.raw`s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com`
const inPath = new RegExp(`^https?://${s3}/([^/]+)/(.+)$`)
const inHost = new RegExp(String.raw`^https?://([^/]+)\.${s3}/(.+)$`)

/**
 * The S3 object of a TemplateURL, in one of AWS's forms or at the sandbox's endpoint.
 * @returns undefined for any other URL
 */
export function objectBehind(url: string, endpoint: string): StoredObject | undefined {
  const own = url.startsWith(`${endpoint}/`) ? /^([^/]+)\/(.+)$/.exec(url.slice(endpoint.length + 1)) : null
  const [, bucket, key] = own ?? inPath.exec(url) ?? inHost.exec(url) ?? []
  return bucket === undefined || key === undefined ? undefined : { bucket, key }
}

/** Reads templates from S3. Rejects with ApiError, in CloudFormation's words. */
export function createTemplateStore(
  moto: Pick<MotoClient, 'object'>,
  endpoint: string,
): (url: string) => Promise<string> {
  return async url => {
    const named = objectBehind(url, endpoint)
    if (named === undefined) throw new ApiError('ValidationError', 'TemplateURL must be a supported URL.')
    const { text, error } = await moto.object(named)
    if (error === undefined) return text
    const more =
      'For more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html'
    throw new ApiError('ValidationError', `S3 error: ${error}\n${more}`)
  }
}
