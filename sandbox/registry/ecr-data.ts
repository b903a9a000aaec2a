import { forward } from '../gateway/forward.ts'
import { motoAddress } from '../moto/process.ts'

/** A call to moto's ECR, as the service itself and not for a caller. */
export type EcrData = <Answer>(
  region: string,
  action: string,
  parameters: Readonly<Record<string, unknown>>,
) => Promise<Answer>

/** An error of ECR's API. */
export class EcrError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** @throws EcrError if ECR refuses the call */
export const callEcr: EcrData = async <Answer>(
  region: string,
  action: string,
  parameters: Readonly<Record<string, unknown>>,
) => {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${action}`,
    host: `api.ecr.${region}.amazonaws.com`,
    // Moto reads the region and the service from it.
    authorization: `AWS4-HMAC-SHA256 Credential=ECR/20000101/${region}/ecr/aws4_request, SignedHeaders=host, Signature=0`,
  }
  const raw = { method: 'POST', url: '/', headers, body: Buffer.from(JSON.stringify(parameters)) }
  const { status, body } = await forward(raw, motoAddress)
  const answer = JSON.parse(body.toString()) as Answer & { __type?: string; message?: string }
  if (status < 400) return answer
  throw new EcrError((answer.__type ?? 'Unknown').replace(/.*#/, ''), answer.message ?? body.toString())
}

interface ImageId {
  readonly imageDigest: string
  readonly imageTag?: string
}

/** The digest of the image with that tag or digest; undefined if the repository does not have it. */
export async function findImage(
  ecr: EcrData,
  region: string,
  repositoryName: string,
  reference: string,
): Promise<string | undefined> {
  const imageIds = [reference.includes(':') ? { imageDigest: reference } : { imageTag: reference }]
  const { images } = await ecr<{ images: readonly { readonly imageId: ImageId }[] }>(
    region,
    'BatchGetImage',
    {
      repositoryName,
      imageIds,
    },
  )
  return images[0]?.imageId.imageDigest
}

export async function listTags(ecr: EcrData, region: string, repositoryName: string): Promise<string[]> {
  const { imageIds } = await ecr<{ imageIds: readonly ImageId[] }>(region, 'ListImages', { repositoryName })
  return imageIds.flatMap(({ imageTag }) => imageTag ?? []).sort()
}
