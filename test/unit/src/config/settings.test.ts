import * as fileSystem from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { readProject } from '#src/config/read-project.ts'
import type { ImageSettings } from '#src/config/settings.ts'
import { projectFolder } from './project-folder.ts'

const project = projectFolder()

beforeAll(async () => {
  await project.write('harden.sh', '#!/usr/bin/env bash\n')
  await project.write('limits.conf', 'soft\n')
  await project.write('own.hcl.hbs', '\n')
})

const small: ImageSettings = {
  base: { kind: 'recommended' },
  architecture: 'x86_64',
  instanceType: 't3.medium',
  spot: null,
  name: '{image}-{release}-{runId}',
  tags: {},
  rootVolume: {
    device: '/dev/xvda',
    size: 30,
    type: 'gp3',
    iops: 3000,
    throughput: 125,
    encrypted: true,
    kmsKey: null,
    kmsKeys: {},
  },
  dataVolume: {
    device: '/dev/xvdcy',
    size: 22,
    type: 'gp3',
    iops: 3000,
    throughput: 125,
    encrypted: true,
    kmsKey: null,
    kmsKeys: {},
    fileSystem: 'xfs',
    label: 'docker',
    mountPoint: '/data',
    docker: 'volumes',
  },
  volumes: [],
  timezone: 'Europe/Vienna',
  packages: [],
  updates: { releasever: null },
  logs: {
    groups: ['dmesg', 'messages', 'docker', 'ecs-init', 'ecs-agent', 'ecs-audit'],
    files: [],
    retentionDays: null,
  },
  metrics: null,
  proxy: null,
  agent: {},
  docker: {},
  containerImages: [],
  scripts: [],
  checks: [],
  files: [],
  staging: [],
  template: null,
  network: {
    vpc: null,
    subnet: null,
    subnetFilter: null,
    securityGroups: [],
    publicAddress: null,
    ssh: 'public',
    sourceCidrs: null,
    instanceProfile: null,
  },
  copyTo: [],
  shareWith: { accounts: [], organizations: [], organizationalUnits: [], snapshots: false },
  deprecateAfterDays: null,
  amiTimeoutMinutes: 120,
  maxAgeDays: 35,
  firstRun: { timeoutSeconds: 600 },
}

test('the example at the root is a small image with all defaults, with a cluster and a service', async () => {
  const file = fileURLToPath(new URL('../../../../packer-ecs.yaml', import.meta.url))
  expect(await readProject(file, fileSystem)).toStrictEqual({
    file,
    folder: dirname(file),
    name: 'packer-ecs',
    images: { ecs: small },
    stacks: {
      cluster: {
        name: '{project}-{env}-{stack}',
        template: 'cfn/cluster/template.yml',
        parameterFiles: { dev: 'cfn/cluster/dev.cfg' },
        amis: { ApplicationImageId: 'ecs' },
        capabilities: ['CAPABILITY_IAM'],
        channels: {},
        tags: {},
        role: null,
        terminationProtection: false,
        notificationTopics: [],
      },
      service: {
        name: '{project}-{env}-{stack}',
        template: 'cfn/service/template.yml',
        parameterFiles: { dev: 'cfn/service/dev.cfg' },
        amis: {},
        capabilities: ['CAPABILITY_IAM'],
        channels: {},
        tags: {},
        role: null,
        terminationProtection: false,
        notificationTopics: [],
      },
    },
    artifactBucket: null,
    targets: {},
    session: { role: null, externalId: null, allowedAccounts: [], mfaCommand: null, durationSeconds: 3600 },
  })
})

test('an image that sets everything', async () => {
  const image = await project.readImage(
    'base: {release: "2023.0.20261022"}',
    'architecture: arm64',
    'instanceType: c7gn.large',
    'spot: {maxPrice: "0.25", instanceTypes: [c7g.large, m7g.large]}',
    'name: "fleet/{image} {runId}"',
    'tags: {team: web, "cost center": "0123"}',
    'rootVolume: {size: 40, type: gp2, kmsKey: arn:aws-cn:kms:cn-north-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef, kmsKeys: {eu-west-1: alias/west}}',
    'dataVolume:',
    '  size: 200',
    '  type: io2',
    '  iops: 4000',
    '  kmsKey: arn:aws-cn:kms:cn-north-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef',
    '  kmsKeys: {eu-west-1: alias/west}',
    '  fileSystem: ext4',
    '  mountPoint: /srv/docker',
    '  docker: all',
    'volumes:',
    '  - {mountPoint: /var/cache/app, size: 50, kmsKey: arn:aws-cn:kms:cn-north-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef, kmsKeys: {eu-west-1: alias/west}}',
    '  - {mountPoint: /srv/scratch, size: 500, type: st1, kmsKey: arn:aws-cn:kms:cn-north-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef, kmsKeys: {eu-west-1: alias/west}, fileSystem: ext4}',
    'timezone: Asia/Kolkata',
    'packages: [htop, amazon-efs-utils]',
    'updates: {releasever: "2023.9.20261020"}',
    'logs: {groups: [docker], files: [{path: /var/log/app.log, group: app}], retentionDays: 30}',
    'metrics: {metrics_collected: {mem: {measurement: [mem_used_percent]}}}',
    'containerImages: ["nginx:1.27"]',
    'proxy: {url: "http://proxy.corp:3128/", noProxy: [10.0.0.0/8, .corp]}',
    'agent:',
    '  ECS_ENABLE_SPOT_INSTANCE_DRAINING: true',
    '  ECS_RESERVED_MEMORY: 256',
    `  ECS_INSTANCE_ATTRIBUTES: '{"team":"web"}'`,
    'docker: {log-opts: {max-size: 50m}, default-ulimits: {nofile: {Name: nofile, Soft: 1024, Hard: 4096}}}',
    'scripts: [{path: harden.sh, after: packages}, {path: harden.sh}]',
    'files: [{source: limits.conf, target: /etc/security/limits.d/own.conf, mode: "600", owner: "0:docker", check: false}]',
    'staging: [limits.conf]',
    'template: own.hcl.hbs',
    'network:',
    '  vpc: vpc-0123456789abcdef0',
    '  subnetFilter: {"tag:Class": build}',
    '  publicAddress: true',
    '  sourceCidrs: [0.0.0.0/0, "2001:db8::/32"]',
    '  instanceProfile: image-builder',
    'copyTo: [eu-west-1]',
    'shareWith:',
    '  accounts: ["012345678901"]',
    '  organizations: [arn:aws:organizations::123456789012:organization/o-abcdefghij]',
    '  organizationalUnits: [arn:aws:organizations::123456789012:ou/o-abcdefghij/ou-abcd-12345678]',
    '  snapshots: true',
    'deprecateAfterDays: 90',
    'amiTimeoutMinutes: 240',
    'maxAgeDays: 14',
    'firstRun: {timeoutSeconds: 300}',
  )
  expect(image).toStrictEqual({
    base: { kind: 'release', release: '2023.0.20261022' },
    architecture: 'arm64',
    instanceType: 'c7gn.large',
    spot: { maxPrice: '0.25', instanceTypes: ['c7g.large', 'm7g.large'] },
    name: 'fleet/{image} {runId}',
    tags: { team: 'web', 'cost center': '0123' },
    rootVolume: {
      device: '/dev/xvda',
      size: 40,
      type: 'gp2',
      iops: null,
      throughput: null,
      encrypted: true,
      kmsKey: 'arn:aws-cn:kms:cn-north-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef',
      kmsKeys: { 'eu-west-1': 'alias/west' },
    },
    dataVolume: {
      device: '/dev/xvdcy',
      size: 200,
      type: 'io2',
      iops: 4000,
      throughput: null,
      encrypted: true,
      kmsKey: 'arn:aws-cn:kms:cn-north-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef',
      kmsKeys: { 'eu-west-1': 'alias/west' },
      fileSystem: 'ext4',
      label: 'docker',
      mountPoint: '/srv/docker',
      docker: 'all',
    },
    volumes: [
      {
        device: '/dev/xvdba',
        size: 50,
        type: 'gp3',
        iops: 3000,
        throughput: 125,
        encrypted: true,
        kmsKey: 'arn:aws-cn:kms:cn-north-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef',
        kmsKeys: { 'eu-west-1': 'alias/west' },
        fileSystem: 'xfs',
        label: 'xvdba',
        mountPoint: '/var/cache/app',
      },
      {
        device: '/dev/xvdbb',
        size: 500,
        type: 'st1',
        iops: null,
        throughput: null,
        encrypted: true,
        kmsKey: 'arn:aws-cn:kms:cn-north-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef',
        kmsKeys: { 'eu-west-1': 'alias/west' },
        fileSystem: 'ext4',
        label: 'xvdbb',
        mountPoint: '/srv/scratch',
      },
    ],
    timezone: 'Asia/Kolkata',
    packages: ['htop', 'amazon-efs-utils'],
    updates: { releasever: '2023.9.20261020' },
    logs: {
      groups: ['docker'],
      files: [{ path: '/var/log/app.log', group: 'app', timestampFormat: null }],
      retentionDays: 30,
    },
    metrics: { metrics_collected: { mem: { measurement: ['mem_used_percent'] } } },
    containerImages: ['nginx:1.27'],
    proxy: { url: 'proxy.corp:3128', noProxy: ['10.0.0.0/8', '.corp'] },
    agent: {
      ECS_ENABLE_SPOT_INSTANCE_DRAINING: 'true',
      ECS_RESERVED_MEMORY: '256',
      ECS_INSTANCE_ATTRIBUTES: '{"team":"web"}',
    },
    docker: {
      'log-opts': { 'max-size': '50m' },
      'default-ulimits': { nofile: { Name: 'nofile', Soft: 1024, Hard: 4096 } },
    },
    checks: [],
    scripts: [
      { path: 'harden.sh', arguments: [], environment: {}, after: 'packages' },
      { path: 'harden.sh', arguments: [], environment: {}, after: 'files' },
    ],
    files: [
      {
        source: 'limits.conf',
        target: '/etc/security/limits.d/own.conf',
        mode: '0600',
        owner: '0:docker',
        check: false,
      },
    ],
    staging: [{ source: 'limits.conf', name: 'limits.conf' }],
    template: 'own.hcl.hbs',
    network: {
      vpc: 'vpc-0123456789abcdef0',
      subnet: null,
      subnetFilter: { 'tag:Class': 'build' },
      securityGroups: [],
      publicAddress: true,
      ssh: 'public',
      sourceCidrs: ['0.0.0.0/0', '2001:db8::/32'],
      instanceProfile: 'image-builder',
    },
    copyTo: ['eu-west-1'],
    shareWith: {
      accounts: ['012345678901'],
      organizations: ['arn:aws:organizations::123456789012:organization/o-abcdefghij'],
      organizationalUnits: ['arn:aws:organizations::123456789012:ou/o-abcdefghij/ou-abcd-12345678'],
      snapshots: true,
    },
    deprecateAfterDays: 90,
    amiTimeoutMinutes: 240,
    maxAgeDays: 14,
    firstRun: { timeoutSeconds: 300 },
  } satisfies ImageSettings)
})

test('an image that sets nothing is the small one in UTC', async () => {
  const { images } = await project.read('images: {ecs: {}}')
  expect(images.ecs).toStrictEqual({ ...small, timezone: 'UTC' })
})

test('several images, an own AMI and no data volume', async () => {
  const { images } = await project.read(
    'images:\n  one: {base: ami-0123456789abcdef0, rootVolume: {size: 8}}\n  two: {dataVolume: none}\n',
  )
  expect(images.one).toMatchObject({
    base: { kind: 'ami', imageId: 'ami-0123456789abcdef0' },
    rootVolume: { size: 8 },
  })
  expect(images.two).toMatchObject({ dataVolume: null })
})

describe('defaults that depend on other settings', () => {
  test('a spot instance has the On-Demand price as its limit, and the type of the image', async () => {
    expect(await project.readImage('spot: true')).toMatchObject({
      spot: { maxPrice: null, instanceTypes: [] },
    })
    expect(await project.readImage('spot: false')).toMatchObject({ spot: null })
  })

  test('arm64 builds on Graviton', async () => {
    expect(await project.readImage('architecture: arm64')).toMatchObject({ instanceType: 't4g.medium' })
  })

  test.each(['g4dn.xlarge', 'c7i-flex.large', 'i7ie.large', 'x2iedn.xlarge', 'u-6tb1.metal'])(
    '%s is an x86 type',
    async type => {
      expect(await project.readImage(`instanceType: ${type}`)).toMatchObject({ instanceType: type })
    },
  )

  test.each(['im4gn.large', 'is4gen.large', 'g5g.xlarge', 'x2gd.large', 'a1.large', 'hpc7g.4xlarge'])(
    '%s is an arm64 type',
    async type => {
      const image = await project.readImage('architecture: arm64', `instanceType: ${type}`)
      expect(image).toMatchObject({ instanceType: type })
    },
  )
})

test.each([
  'UTC',
  'Etc/UTC',
  'Etc/GMT+1',
  'America/Port_of_Spain',
  'America/Argentina/Buenos_Aires',
  'US/Pacific',
  'EST5EDT',
  'NZ-CHAT',
  'W-SU',
  'GMT',
])('%s is a time zone', async name => {
  expect(await project.readImage(`timezone: ${name}`)).toMatchObject({ timezone: name })
})

test.each(['eu-central-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1', 'us-iso-east-1'])(
  '%s has the form of a region',
  async region => {
    expect(await project.readImage(`copyTo: [${region}]`)).toMatchObject({ copyTo: [region] })
  },
)

test.each([
  ['docker', { 'log-driver': 'journald', 'log-opts': { tag: '{{.ImageName}}/{{.Name}}' } }],
  ['metrics', { metrics_collected: { mem: { rename: '{{x}}' } } }],
])('%s can have Go templates, because Packer does not read it', async (key, value) => {
  expect(await project.readImage(`${key}: ${JSON.stringify(value)}`)).toMatchObject({ [key]: value })
})

test.each(['SECRET_NAME', 'DB_SECRET_ARN', 'PASSWORD_FILE', 'API_KEY_PARAMETER', 'token_url'])(
  'the variable %s of a script only names a secret',
  async name => {
    const image = await project.readImage(`scripts: [{path: harden.sh, environment: {${name}: prod/db}}]`)
    expect(image.scripts).toMatchObject([{ environment: { [name]: 'prod/db' } }])
  },
)
