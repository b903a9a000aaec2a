import { type ApiAnswer, apiError, errorAnswer } from '../gateway/api-answer.ts'
import type { ApiRequest } from '../gateway/api-request.ts'
import type { Caller } from '../sts/caller.ts'
import { type EcrData, EcrError } from './ecr-data.ts'
import type { ImageStorage } from './storage.ts'
import { hasLayer } from './to-storage.ts'
import type { RegistryTokens } from './tokens.ts'

/** Of the URL of a layer. */
export const signatureParameter = 'X-Amz-Signature'

const oneHour = 60 * 60_000

/** Answers GetDownloadUrlForLayer: a URL from which the layer can be read for an hour without credentials. */
export function createLayerUrl(options: {
  readonly tokens: RegistryTokens
  readonly endpoint: string
  readonly ecr: EcrData
  readonly storage: ImageStorage
}): (api: ApiRequest, caller: Caller) => Promise<ApiAnswer> {
  return async ({ region, protocol, parameters }, caller) => {
    const repository = String(parameters.repositoryName)
    const layerDigest = String(parameters.layerDigest)
    try {
      await options.ecr(region, 'DescribeRepositories', { repositoryNames: [repository] })
    } catch (error) {
      if (!(error instanceof EcrError)) throw error
      return errorAnswer(protocol, apiError(error.code, error.message))
    }
    await options.storage.ready()
    if (!(await hasLayer({ region, repository }, layerDigest))) {
      const message = `The layer with digest '${layerDigest}' does not exist in the repository with name '${repository}'`
      return errorAnswer(protocol, apiError('LayersNotFoundException', message))
    }
    const url = new URL(`/v2/${repository}/blobs/${layerDigest}`, options.endpoint)
    url.searchParams.set(signatureParameter, options.tokens.issue(caller, region, oneHour).token)
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ downloadUrl: url.href, layerDigest }),
    }
  }
}
