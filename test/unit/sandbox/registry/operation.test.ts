import { describe, expect, it } from 'vitest'
import { isForRegistry, operationOf } from '#sandbox/registry/operation.ts'

describe('the permission that a request to the registry requires', () => {
  it.each([
    ['GET', '/v2/web/manifests/1.0', 'BatchGetImage'],
    ['HEAD', '/v2/web/manifests/1.0', 'BatchGetImage'],
    ['PUT', '/v2/web/manifests/1.0', 'PutImage'],
    ['HEAD', '/v2/web/blobs/sha256:ab', 'BatchCheckLayerAvailability'],
    ['GET', '/v2/web/blobs/sha256:ab', 'GetDownloadUrlForLayer'],
    ['POST', '/v2/web/blobs/uploads/', 'InitiateLayerUpload'],
    ['PATCH', '/v2/web/blobs/uploads/id?_state=x', 'UploadLayerPart'],
    ['PUT', '/v2/web/blobs/uploads/id?digest=sha256:ab', 'CompleteLayerUpload'],
    ['GET', '/v2/web/tags/list', 'ListImages'],
  ])('%s %s', (method, url, action) => {
    expect(operationOf(method, url)).toMatchObject({ action, repository: 'web' })
  })

  it.each([
    ['DELETE', '/v2/web/manifests/1.0'],
    ['GET', '/v2/_catalog'],
    ['POST', '/v2/web/tags/list'],
  ])('does not exist for %s %s, which ECR does not support', (method, url) => {
    expect(operationOf(method, url)).toBeUndefined()
  })

  it('is for a repository whose name can have slashes, even the names of resources', () => {
    expect(operationOf('GET', '/v2/team/blobs/web/manifests/sha256:ab')).toEqual({
      action: 'BatchGetImage',
      repository: 'team/blobs/web',
      reference: 'sha256:ab',
      path: 'manifests/sha256:ab',
    })
  })

  it('is that of an upload when a client asks to mount a layer of another repository', () => {
    const operation = operationOf('POST', '/v2/web/blobs/uploads/?mount=sha256:ab&from=api')
    expect(operation).toMatchObject({ action: 'InitiateLayerUpload', path: 'blobs/uploads/' })
  })
})

describe('a request to the sandbox', () => {
  it.each(['/v2', '/v2/', '/v2/web/tags/list'])('is for the registry: %s', url => {
    expect(isForRegistry(url, undefined)).toBe(true)
    expect(isForRegistry(url, 'Basic QVdTOng=')).toBe(true)
  })

  it('is for an API if it is signed, or elsewhere', () => {
    expect(isForRegistry('/v2/apis', 'AWS4-HMAC-SHA256 Credential=…')).toBe(false)
    expect(isForRegistry('/', undefined)).toBe(false)
    expect(isForRegistry('/v20', undefined)).toBe(false)
  })
})
