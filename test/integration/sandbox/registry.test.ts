import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation'
import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetDownloadUrlForLayerCommand,
  ListImagesCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cacheFolder } from '#sandbox/commands/options.ts'
import { prepareContainerPackages } from '#sandbox/containers/packages.ts'
import type { Documents } from '#sandbox/documents.ts'
import { directoryOf } from '#test/helpers/directory.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const root = join(import.meta.dirname, '../../..')
const example = join(root, 'examples/web')

describe.skipIf(!canRunSandbox)('the registry of the sandbox', () => {
  let sandbox: TestSandbox
  let ecr: ECRClient
  let folder: string
  let skopeo: string
  let pushed: Documents['push']

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'registry-'))
    sandbox = await startSandbox()
    ecr = new ECRClient(sandbox.clientOptions)
    pushed = await push(example, 'packer-ecs/web:1')
    const sourceFolder = join(root, 'sandbox/containers')
    const packages = await prepareContainerPackages({ sourceFolder, cacheFolder: cacheFolder() })
    skopeo = join(packages.folder, 'bin/skopeo')
  })
  afterAll(async () => {
    await sandbox?.remove()
    await rm(folder, { recursive: true, force: true })
  })

  async function push(source: string, image: string): Promise<Documents['push']> {
    return JSON.parse(await sandbox.cli('push', source, image, '--json')) as Documents['push']
  }

  const failedPush = (source: string, image: string) =>
    push(source, image).then(
      () => Promise.reject(new Error('the push was not refused')),
      (error: { exitCode: number; stderr: string }) => error,
    )

  /** Pulls an image with a token of that client, as any client of a registry does. */
  async function pull(image: string, client = ecr, target = join(folder, 'pulled')) {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand())
    const [{ authorizationToken = '', proxyEndpoint = '' } = {}] = authorizationData ?? []
    const credentials = Buffer.from(authorizationToken, 'base64').toString()
    return pullWith(credentials, `${new URL(proxyEndpoint).host}/${image}`, target)
  }

  function pullWith(credentials: string, name: string, target: string) {
    const flags = ['--src-tls-verify=false', '--src-creds', credentials]
    const env = { _CONTAINERS_ROOTLESS_UID: '1', XDG_DATA_HOME: folder }
    return execa(skopeo, ['copy', ...flags, `docker://${name}`, `oci:${target}:pulled`], {
      env,
      reject: false,
    })
  }

  const images = async (repositoryName: string) =>
    (await ecr.send(new DescribeImagesCommand({ repositoryName }))).imageDetails ?? []

  test('has the image that was built from a Dockerfile, with the sizes of its layers', async () => {
    expect(pushed).toMatchObject({ schemaVersion: 1, repository: 'packer-ecs/web', tag: '1', created: true })
    const [image, ...others] = await images('packer-ecs/web')
    expect(others).toEqual([])
    expect(image).toMatchObject({ imageDigest: pushed.digest, imageTags: ['1'] })
    expect(image?.imageSizeInBytes).toBeGreaterThan(5_000_000)
    expect(Date.now() - (image?.imagePushedAt?.getTime() ?? 0)).toBeLessThan(600_000)
  })

  test('has the same digest for the same files and tag', async () => {
    const again = await push(example, 'packer-ecs/web:1')
    expect(again).toMatchObject({ digest: pushed.digest, created: false })
    expect(await images('packer-ecs/web')).toHaveLength(1)
  })

  test('gives the image to a client with a token, from which it can be pushed again', async () => {
    const target = join(folder, 'pulled')
    expect(await pull('packer-ecs/web:1')).toMatchObject({ exitCode: 0 })
    const blobs = join(target, 'blobs/sha256')
    const read = async (digest: string) => JSON.parse(await readFile(join(blobs, digest.slice(7)), 'utf8'))
    const { config } = await read((await read(pushed.digest)).config.digest)
    expect(config).toMatchObject({ Cmd: ['python3', 'server.py'], User: 'nobody', WorkingDir: '/app' })
    expect(config.Env).toContain('VERSION=1')
    expect(await push(target, 'copied:1')).toMatchObject({ digest: pushed.digest, created: true })
  })

  test('gives a URL from which the configuration of an image is read without credentials', async () => {
    const { images: [image] = [] } = await ecr.send(
      new BatchGetImageCommand({ repositoryName: 'packer-ecs/web', imageIds: [{ imageTag: '1' }] }),
    )
    const { config } = JSON.parse(image?.imageManifest ?? '{}')
    const urlOf = (layerDigest: string) =>
      ecr.send(new GetDownloadUrlForLayerCommand({ repositoryName: 'packer-ecs/web', layerDigest }))
    const { downloadUrl = '' } = await urlOf(config.digest)
    expect(await (await fetch(downloadUrl)).json()).toMatchObject({ architecture: 'amd64' })
    expect((await fetch(downloadUrl.replace(/.$/, '_'))).status).toBe(400)
    await expect(urlOf(`sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ name: 'LayersNotFoundException' })
  })

  test('refuses what does not exist, in the words of ECR', async () => {
    expect((await pull('packer-ecs/web:2')).stderr).toContain('manifest unknown: Requested image not found')
    expect((await pull('absent:1')).stderr).toContain(
      `name unknown: The repository with name 'absent' does not exist in the registry with id '${sandbox.accountId}'`,
    )
  })

  test('refuses a token that it did not issue', async () => {
    const { host } = new URL(sandbox.endpoint)
    const { stderr } = await pullWith('AWS:made-up', `${host}/packer-ecs/web:1`, join(folder, 'refused'))
    expect(stderr).toContain('denied: Your Authorization Token is invalid.')
  })

  test('evaluates the policies of the caller who requested the token', async () => {
    const directory = directoryOf(sandbox)
    const login = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' }
    const credentials = await directory.user('puller', [login])
    const client = new ECRClient({ ...sandbox.clientOptions, credentials })
    const { stderr } = await pull('packer-ecs/web:1', client, join(folder, 'mine'))
    const resource = `arn:aws:ecr:us-east-1:${sandbox.accountId}:repository/packer-ecs/web`
    expect(stderr).toContain(
      `not authorized to perform: ecr:BatchGetImage on resource: ${resource} because no identity-based policy allows the ecr:BatchGetImage action`,
    )
    const Action = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
    await directory.allowUser('puller', [login, { Effect: 'Allow', Action, Resource: resource }])
    expect(await pull('packer-ecs/web:1', client, join(folder, 'mine'))).toMatchObject({ exitCode: 0 })
  })

  test('does not overwrite a tag of an immutable repository', async () => {
    const repositoryName = 'copied'
    await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: 'IMMUTABLE' }))
    const changed = join(folder, 'changed')
    await cp(example, changed, { recursive: true })
    await appendFile(join(changed, 'Dockerfile'), 'LABEL changed=yes\n')
    const { exitCode, stderr } = await failedPush(changed, 'copied:1')
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('because the repository is immutable.')])
  })

  test('reports all faults of a Dockerfile before it builds', async () => {
    const source = join(folder, 'faulty')
    await cp(example, source, { recursive: true })
    await writeFile(join(source, 'Dockerfile'), 'FROM node:24\nRUN npm ci\nCOPY server.py .\n')
    const { exitCode, stderr } = await failedPush(source, 'faulty:1')
    expect(exitCode).toBe(1)
    expect(stderr).toContain(
      `${source}/Dockerfile:1: the base image "node:24" has no stand-in in the sandbox.`,
    )
    expect(stderr).toContain(`${source}/Dockerfile:2: RUN is not supported in the sandbox. Nothing runs`)
    await writeFile(join(source, 'Dockerfile'), 'FROM python:3\nCOPY absent .\n')
    expect((await failedPush(source, 'faulty:1')).stderr).toContain(
      `Dockerfile:2: COPY absent: there is no such file`,
    )
  })

  test('applies a lifecycle policy at once', async () => {
    await push(example, 'kept:1')
    await push(example, 'kept:2')
    const rule = {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
      action: { type: 'expire' },
    }
    const lifecyclePolicyText = JSON.stringify({ rules: [rule] })
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName: 'kept', lifecyclePolicyText }))
    expect((await images('kept')).map(({ imageTags }) => imageTags)).toEqual([['2']])
    await push(example, 'kept:3')
    expect((await images('kept')).map(({ imageTags }) => imageTags)).toEqual([['3']])
  })

  test('deletes the repository of a stack only when it has no images, or the template says so', async () => {
    const cloudFormation = new CloudFormationClient(sandbox.clientOptions)
    const create = async (StackName: string, more: object) => {
      const Properties = { RepositoryName: StackName, ...more }
      const Resources = { Repository: { Type: 'AWS::ECR::Repository', Properties } }
      const TemplateBody = JSON.stringify({ Resources })
      await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }))
      const waiting = { client: cloudFormation, maxWaitTime: 30, minDelay: 0.2, maxDelay: 0.5 }
      await waitUntilStackCreateComplete(waiting, { StackName })
      await push(example, `${StackName}:1`)
      await cloudFormation.send(new DeleteStackCommand({ StackName }))
      await waitUntilStackDeleteComplete(waiting, { StackName }).catch(() => undefined)
    }
    await create('full', {})
    const { StackEvents = [] } = await cloudFormation.send(
      new DescribeStackEventsCommand({ StackName: 'full' }),
    )
    expect(StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason).join('\n')).toContain(
      `The repository with name 'full' in registry with id '${sandbox.accountId}' cannot be deleted because it still contains images`,
    )
    await create('emptied', { EmptyOnDelete: true })
    await expect(images('emptied')).rejects.toThrow('does not exist')
  })

  test('deletes an image with its last tag', async () => {
    const imageIds = [{ imageTag: '1' }, { imageTag: 'absent' }]
    const answer = await ecr.send(new BatchDeleteImageCommand({ repositoryName: 'packer-ecs/web', imageIds }))
    expect(answer.imageIds).toEqual([{ imageTag: '1', imageDigest: pushed.digest }])
    expect(answer.failures).toMatchObject([{ failureCode: 'ImageNotFound' }])
    const { imageIds: left } = await ecr.send(new ListImagesCommand({ repositoryName: 'packer-ecs/web' }))
    expect(left).toEqual([])
    expect((await pull('packer-ecs/web:1')).stderr).toContain('manifest unknown')
  })
})
