import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { run } from '#src/commands/deploy/run.ts'
import type { Project } from '#src/config/settings.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import type { DeploysDocument } from '#src/stacks/deploy/deploys-document.ts'
import { chosen } from '#test/unit/src/stacks/parameter.ts'

const cluster = `
Resources: {Cluster: {Type: AWS::ECS::Cluster}}
Outputs:
  Name: {Value: !Ref Cluster, Export: {Name: !Sub "\${AWS::StackName}-Name"}}`
const service = `
Parameters: {ClusterStack: {Type: String, Default: fleet-dev-cluster}, ImageTag: {Type: String}}
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties: {Cluster: {"Fn::ImportValue": !Sub "\${ClusterStack}-Name"}}`

let folder: string
beforeEach(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  folder = await mkdtemp(join(tmpdir(), 'deploy-all-'))
  await writeFile(join(folder, 'cluster.yml'), cluster)
  await writeFile(join(folder, 'service.yml'), service)
  await writeFile(join(folder, 'dev.cfg'), '')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

/** In an account that nobody can reach: the first deploy fails when it connects. */
function deployAll(options: object, stack?: string) {
  const { settings } = chosen()
  const stackOf = (template: string) => ({ ...settings, template, parameterFiles: { dev: 'dev.cfg' } })
  const stacks = { service: stackOf('service.yml'), cluster: stackOf('cluster.yml') }
  const project = {
    name: 'fleet',
    file: join(folder, 'packer-ecs.yaml'),
    folder,
    stacks,
    artifactBucket: null,
  }
  return run({
    arguments: { stack },
    options: { all: true, quiet: true, ...options },
    project: async () => project as unknown as Project,
    connect: () => Promise.reject(new ToolError('NO_REGION', 'no region', { hint: '', exitStatus: 2 })),
  } as never)
}

test('the stack that exports comes first, and the first failure is the last deploy', async () => {
  const { document, exitStatus } = await deployAll({ parameter: ['ImageTag=1'] })
  const { outcome, runs } = document as DeploysDocument
  expect(runs).toMatchObject([{ stack: 'cluster', environment: 'dev', error: { code: 'NO_REGION' } }])
  expect(outcome).toBe('failed')
  expect(exitStatus).toBe(2)
})

test('the faults of all stacks are found before the first deploy', async () => {
  const { document, exitStatus } = await deployAll({ parameter: ['ImageTga=1'] })
  expect(document).toEqual({
    schemaVersion: 1,
    outcome: 'failed',
    runs: [],
    error: expect.objectContaining({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringMatching(
        /no template has a parameter ImageTga[\s\S]*ImageTag \(String\) has no value/,
      ),
    }),
  })
  expect(exitStatus).toBe(2)
})

test.each([
  ['the name of a stack', {}, 'cluster'],
  ['an AMI', { ami: 'ami-0123456789abcdef0' }, undefined],
  ['--no-wait', { wait: false }, undefined],
])('--all with %s is refused', async (_, options, stack) => {
  const { document, exitStatus } = await deployAll(options, stack)
  expect(document.error).toMatchObject({ code: 'STACKS_TWICE' })
  expect(exitStatus).toBe(2)
})
