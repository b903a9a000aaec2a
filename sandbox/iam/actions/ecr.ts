import type { ApiCall } from '../api-call.ts'
import { anyResource, type Lookups, type Needs } from '../need.ts'

const repository: Needs = (call, lookups) => [
  { resource: arnOf(call, lookups, call.parameters.repositoryName) },
]

const repositories: Needs = (call, lookups) => {
  const names = call.parameters.repositoryNames
  return (Array.isArray(names) && names.length > 0 ? names : ['*']).map(name => ({
    resource: arnOf(call, lookups, name),
  }))
}

const tagged: Needs = ({ parameters }) => [{ resource: String(parameters.resourceArn ?? '*') }]

function arnOf(call: ApiCall, { accountId }: Lookups, name: unknown): string {
  const owner = String(call.parameters.registryId ?? accountId)
  return `arn:aws:ecr:${call.region}:${owner}:repository/${String(name ?? '*')}`
}

export const ecrActions: Readonly<Record<string, Needs>> = {
  BatchCheckLayerAvailability: repository,
  BatchDeleteImage: repository,
  BatchGetImage: repository,
  CompleteLayerUpload: repository,
  CreateRepository: repository,
  DeleteLifecyclePolicy: repository,
  DeleteRepository: repository,
  DeleteRepositoryPolicy: repository,
  DescribeImages: repository,
  DescribePullThroughCacheRules: anyResource,
  DescribeRepositories: repositories,
  GetAuthorizationToken: anyResource,
  GetDownloadUrlForLayer: repository,
  GetLifecyclePolicy: repository,
  GetRepositoryPolicy: repository,
  InitiateLayerUpload: repository,
  ListImages: repository,
  ListTagsForResource: tagged,
  PutImage: repository,
  PutImageScanningConfiguration: repository,
  PutImageTagMutability: repository,
  PutLifecyclePolicy: repository,
  SetRepositoryPolicy: repository,
  TagResource: tagged,
  UntagResource: tagged,
  UploadLayerPart: repository,
}
