import { beforeAll, describe, expect, test } from 'vitest'
import { imageYaml, projectFolder } from './project-folder.ts'

const project = projectFolder()

beforeAll(() => project.write('run.sh', '#!/bin/sh\n'))

/** Lines of an image (the first one is line 3), and their only fault. */
const cases: readonly [title: string, lines: string[], fault: ExpectedFault][] = [
  [
    'Amazon Linux 2',
    ['base: al2'],
    { at: '3:11', code: 'BASE_NOT_SUPPORTED', key: 'base', what: '"al2"', hint: 'al2023' },
  ],
  [
    'Amazon Linux 2 by its parameter',
    ['base: amazon-linux-2/recommended'],
    {
      at: '3:11',
      code: 'BASE_NOT_SUPPORTED',
      key: 'base',
      what: 'amazon-linux-2',
      hint: 'docs/migrating.md',
    },
  ],
  [
    'Amazon Linux 1',
    ['base: al1'],
    { at: '3:11', code: 'BASE_NOT_SUPPORTED', key: 'base', what: '"al1"', hint: 'al2023' },
  ],
  [
    'an unknown base',
    ['base: debian'],
    { at: '3:11', code: 'VALUE_FORMAT', key: 'base', what: '"debian"', hint: 'ami-' },
  ],
  [
    'a base of another kind',
    ['base: 2023'],
    { at: '3:11', code: 'VALUE_TYPE', key: 'base', what: '2023', hint: 'al2023' },
  ],
  [
    'a release that is none',
    ['base: {release: latest}'],
    { at: '3:21', code: 'VALUE_FORMAT', key: 'base.release', what: '"latest"', hint: '2023.0.20261022' },
  ],
  [
    'a mistyped key',
    ['timezon: UTC'],
    { at: '3:5', code: 'KEY_UNKNOWN', key: 'timezon', what: 'timezon', hint: 'Did you mean "timezone"?' },
  ],
  [
    'a key unlike any other',
    ['logs: {colour: red}'],
    {
      at: '3:12',
      code: 'KEY_UNKNOWN',
      key: 'logs.colour',
      what: 'colour',
      hint: 'Use groups or retentionDays.',
    },
  ],
  [
    'a key without a value',
    ['timezone:'],
    { at: '3:5', code: 'VALUE_EMPTY', key: 'timezone', what: 'no value', hint: 'remove the line' },
  ],
  [
    'a missing key',
    ['scripts:', '  - after: storage'],
    { at: '4:9', code: 'KEY_MISSING', key: 'scripts[0].path', what: 'missing', hint: 'Add "path"' },
  ],
  [
    'an unknown time zone',
    ['timezone: Europe/Viena'],
    { at: '3:15', code: 'TIMEZONE_UNKNOWN', key: 'timezone', what: '"Europe/Viena"', hint: 'Europe/Vienna' },
  ],
  [
    'a time zone in the wrong case',
    ['timezone: utc'],
    { at: '3:15', code: 'TIMEZONE_UNKNOWN', key: 'timezone', what: '"utc"', hint: 'UTC' },
  ],
  [
    'an offset as time zone',
    ['timezone: "+01:00"'],
    { at: '3:15', code: 'TIMEZONE_UNKNOWN', key: 'timezone', what: '+01:00', hint: 'Europe/Vienna' },
  ],
  [
    'an unknown architecture',
    ['architecture: arm'],
    { at: '3:19', code: 'VALUE_NOT_ALLOWED', key: 'architecture', what: '"arm"', hint: 'x86_64 or arm64' },
  ],
  [
    'arm64 on an x86 type',
    ['architecture: arm64', 'instanceType: t3.large'],
    {
      at: '4:19',
      code: 'INSTANCE_TYPE_ARCHITECTURE',
      key: 'instanceType',
      what: 't3.large',
      hint: 't4g.medium',
    },
  ],
  [
    'x86 on a Graviton type',
    ['instanceType: m7gd.large'],
    { at: '3:19', code: 'INSTANCE_TYPE_ARCHITECTURE', key: 'instanceType', what: 'arm64', hint: 't3.medium' },
  ],
  [
    'x86 on a1',
    ['instanceType: a1.large'],
    {
      at: '3:19',
      code: 'INSTANCE_TYPE_ARCHITECTURE',
      key: 'instanceType',
      what: 'a1.large',
      hint: 'architecture: arm64',
    },
  ],
  [
    'a size that is text',
    ['dataVolume: {size: big}'],
    { at: '3:24', code: 'VALUE_TYPE', key: 'dataVolume.size', what: '"big"', hint: 'GiB' },
  ],
  [
    'a size of zero',
    ['dataVolume: {size: 0}'],
    { at: '3:24', code: 'VALUE_RANGE', key: 'dataVolume.size', what: 'is 0', hint: 'GiB' },
  ],
  [
    'a size with a fraction',
    ['dataVolume: {size: 22.5}'],
    { at: '3:24', code: 'VALUE_TYPE', key: 'dataVolume.size', what: '22.5', hint: 'whole number' },
  ],
  [
    'a data volume that is a word',
    ['dataVolume: small'],
    { at: '3:17', code: 'VALUE_TYPE', key: 'dataVolume', what: '"small"', hint: 'none' },
  ],
  [
    'a root volume below the base',
    ['rootVolume: {size: 8}'],
    { at: '3:24', code: 'VOLUME_SETTING', key: 'rootVolume.size', what: '30 GiB', hint: '30 or more' },
  ],
  [
    'a root volume that cannot boot',
    ['rootVolume: {type: st1, size: 200}'],
    { at: '3:24', code: 'VOLUME_SETTING', key: 'rootVolume.type', what: 'cannot boot', hint: 'gp3' },
  ],
  [
    'IOPS with gp2',
    ['dataVolume: {type: gp2, iops: 4000}'],
    {
      at: '3:35',
      code: 'VOLUME_SETTING',
      key: 'dataVolume.iops',
      what: 'gp2 does not support it',
      hint: 'Remove it',
    },
  ],
  [
    'io2 without IOPS',
    ['dataVolume: {type: io2}'],
    { at: '3:5', code: 'VOLUME_SETTING', key: 'dataVolume.iops', what: 'missing', hint: 'iops: 1000' },
  ],
  [
    'too many IOPS for the size',
    ['dataVolume: {type: io1, iops: 5000}'],
    { at: '3:35', code: 'VOLUME_SETTING', key: 'dataVolume.iops', what: '22 GiB', hint: 'at most 1100' },
  ],
  [
    'too few IOPS for gp3',
    ['dataVolume: {iops: 100}'],
    { at: '3:24', code: 'VOLUME_SETTING', key: 'dataVolume.iops', what: 'gp3', hint: '3000 to 80000' },
  ],
  [
    'throughput beyond the IOPS',
    ['dataVolume: {throughput: 1000}'],
    {
      at: '3:30',
      code: 'VOLUME_SETTING',
      key: 'dataVolume.throughput',
      what: '3000 IOPS',
      hint: 'iops: 4000',
    },
  ],
  [
    'throughput with io1',
    ['dataVolume: {type: io1, iops: 100, throughput: 200}'],
    {
      at: '3:52',
      code: 'VOLUME_SETTING',
      key: 'dataVolume.throughput',
      what: 'io1 does not support it',
      hint: 'gp3',
    },
  ],
  [
    'st1 at its default size',
    ['dataVolume: {type: st1}'],
    {
      at: '3:5',
      code: 'VOLUME_SETTING',
      key: 'dataVolume.size',
      what: '22 (the default)',
      hint: '125 to 16384',
    },
  ],
  [
    'a mount point of the system',
    ['dataVolume: {mountPoint: /var/lib/docker}'],
    {
      at: '3:30',
      code: 'MOUNT_POINT_RESERVED',
      key: 'dataVolume.mountPoint',
      what: '/var/lib/docker',
      hint: '/data',
    },
  ],
  [
    'a mount point that climbs',
    ['dataVolume: {mountPoint: /data/../etc}'],
    {
      at: '3:30',
      code: 'VALUE_FORMAT',
      key: 'dataVolume.mountPoint',
      what: '/data/../etc',
      hint: 'absolute',
    },
  ],
  [
    'a key for a volume in the clear',
    ['rootVolume: {encrypted: false, kmsKey: alias/x}'],
    { at: '3:44', code: 'VOLUME_KEY', key: 'rootVolume.kmsKey', what: 'alias/x', hint: 'encrypted: true' },
  ],
  [
    'a key that is none',
    ['rootVolume: {kmsKey: mine}'],
    { at: '3:26', code: 'VALUE_FORMAT', key: 'rootVolume.kmsKey', what: '"mine"', hint: 'alias/NAME' },
  ],
  [
    'a key for a region without a copy',
    ['dataVolume: {kmsKeys: {eu-west-1: alias/x}}'],
    { at: '3:39', code: 'COPY_KEY', key: 'dataVolume.kmsKeys.eu-west-1', what: 'not copied', hint: 'copyTo' },
  ],
  [
    'two keys for one copy',
    ['copyTo: [eu-west-1]', 'rootVolume: {kmsKeys: {eu-west-1: alias/x}}'],
    {
      at: '4:39',
      code: 'COPY_KEY',
      key: 'rootVolume.kmsKeys.eu-west-1',
      what: 'dataVolume has a different key or none',
      hint: 'same key',
    },
  ],
  [
    'sharing with the default key',
    ['dataVolume: none', 'shareWith: {accounts: ["123456789012"]}'],
    {
      at: '2:3',
      code: 'SHARE_NEEDS_KEY',
      key: 'rootVolume.kmsKey',
      what: 'shared',
      hint: 'customer managed key',
    },
  ],
  [
    'sharing with aws/ebs by name',
    ['dataVolume: none', 'shareWith: {accounts: ["123456789012"]}', 'rootVolume: {kmsKey: alias/aws/ebs}'],
    {
      at: '5:26',
      code: 'SHARE_NEEDS_KEY',
      key: 'rootVolume.kmsKey',
      what: 'alias/aws/ebs',
      hint: 'customer managed key',
    },
  ],
  [
    'an account without quotes',
    ['shareWith: {accounts: [012345678901]}'],
    { at: '3:28', code: 'VALUE_TYPE', key: 'shareWith.accounts[0]', what: '12345678901', hint: 'in quotes' },
  ],
  [
    'quotes in a cluster name',
    ['agent: {ECS_CLUSTER: \'"web"\'}'],
    {
      at: '3:26',
      code: 'AGENT_VALUE_LITERAL',
      key: 'agent.ECS_CLUSTER',
      what: 'quotes',
      hint: 'Remove the quotes',
    },
  ],
  [
    'a line break for the agent',
    ['agent: {ECS_CLUSTER: "a\\nb"}'],
    {
      at: '3:26',
      code: 'AGENT_VALUE_LITERAL',
      key: 'agent.ECS_CLUSTER',
      what: 'line break',
      hint: 'one line',
    },
  ],
  [
    "a variable that is not the agent's",
    ['agent: {PATH: /bin}'],
    { at: '3:13', code: 'VALUE_FORMAT', key: 'agent.PATH', what: 'PATH', hint: 'ECS_' },
  ],
  [
    'a registry password',
    ['agent: {ECS_ENGINE_AUTH_DATA: canary}'],
    {
      at: '3:13',
      code: 'AGENT_KEY_SECRET',
      key: 'agent.ECS_ENGINE_AUTH_DATA',
      what: 'password',
      hint: 'repositoryCredentials',
    },
  ],
  [
    'a data root of Docker',
    ['docker: {data-root: /data/docker}'],
    {
      at: '3:14',
      code: 'DOCKER_KEY_RESERVED',
      key: 'docker.data-root',
      what: 'data-root',
      hint: 'dataVolume',
    },
  ],
  [
    'a number among log options',
    ['docker: {log-opts: {max-file: 3}}'],
    { at: '3:35', code: 'VALUE_TYPE', key: 'docker.log-opts.max-file', what: 'is 3', hint: 'quotes' },
  ],
  [
    'an unknown log group',
    ['logs: {groups: [kernel]}'],
    { at: '3:21', code: 'VALUE_NOT_ALLOWED', key: 'logs.groups[0]', what: '"kernel"', hint: 'dmesg' },
  ],
  [
    'a retention CloudWatch has not',
    ['logs: {retentionDays: 10}'],
    { at: '3:27', code: 'VALUE_NOT_ALLOWED', key: 'logs.retentionDays', what: 'is 10', hint: '14' },
  ],
  [
    'a proxy without a port',
    ['proxy: {url: proxy.corp}'],
    { at: '3:18', code: 'VALUE_FORMAT', key: 'proxy.url', what: '"proxy.corp"', hint: 'proxy.corp:3128' },
  ],
  [
    'a proxy over TLS',
    ['proxy: {url: "https://proxy.corp:3128"}'],
    { at: '3:18', code: 'VALUE_FORMAT', key: 'proxy.url', what: 'TLS', hint: 'HOST:PORT' },
  ],
  [
    'a proxy with a password',
    ['proxy: {url: "http://u:canary@proxy.corp:3128"}'],
    { at: '3:18', code: 'PROXY_CREDENTIALS', key: 'proxy.url', what: 'password', hint: 'addresses' },
  ],
  [
    'a proxy with a password, as text',
    ['proxy: "http://u:canary@proxy.corp:3128"'],
    { at: '3:12', code: 'VALUE_TYPE', key: 'proxy', what: '//…@proxy.corp', hint: 'map' },
  ],
  [
    'a package that is an option',
    ['packages: ["--nogpgcheck"]'],
    { at: '3:16', code: 'VALUE_FORMAT', key: 'packages[0]', what: '--nogpgcheck', hint: 'package' },
  ],
  [
    'a package twice',
    ['packages: [htop, jq, htop]'],
    { at: '3:26', code: 'VALUE_DUPLICATE', key: 'packages[2]', what: '"htop"', hint: 'Remove' },
  ],
  [
    'a release to update to that is none',
    ['updates: {releasever: newest}'],
    { at: '3:27', code: 'VALUE_FORMAT', key: 'updates.releasever', what: '"newest"', hint: 'latest' },
  ],
  [
    'a name without run id',
    ['name: "{image}"'],
    { at: '3:11', code: 'NAME_PATTERN', key: 'name', what: 'does not have {runId}', hint: '{image}-{runId}' },
  ],
  [
    'a name with an unknown placeholder',
    ['name: "{date}-{runId}"'],
    { at: '3:11', code: 'NAME_PATTERN', key: 'name', what: '{date}', hint: '{release}' },
  ],
  [
    'a name with a character EC2 refuses',
    ['name: "a:{runId}"'],
    { at: '3:11', code: 'NAME_PATTERN', key: 'name', what: '":"', hint: 'letters' },
  ],
  [
    'a name that grows too long',
    [`name: "${'a'.repeat(110)}{runId}"`],
    { at: '3:11', code: 'NAME_PATTERN', key: 'name', what: '130 characters', hint: 'Shorten it by 2' },
  ],
  [
    'a template mark in a value',
    ['tags: {a: "{{timestamp}}"}'],
    { at: '3:15', code: 'VALUE_TEMPLATE', key: 'tags.a', what: '{{', hint: 'Remove' },
  ],
  [
    'a template mark in a key',
    ['tags: {"{{x}}": a}'],
    { at: '3:12', code: 'VALUE_TEMPLATE', key: 'tags["{{x}}"]', what: 'key', hint: 'Remove' },
  ],
  [
    'a tag of AWS',
    ['tags: {"AWS:x": a}'],
    { at: '3:12', code: 'TAG_RESERVED', key: 'tags["AWS:x"]', what: 'AWS', hint: 'another key' },
  ],
  [
    'a tag of the tool',
    ['tags: {"packer-ecs:run": a}'],
    {
      at: '3:12',
      code: 'TAG_RESERVED',
      key: 'tags["packer-ecs:run"]',
      what: 'packer-ecs',
      hint: 'another key',
    },
  ],
  [
    'the tag Name',
    ['tags: {Name: a}'],
    { at: '3:12', code: 'TAG_RESERVED', key: 'tags.Name', what: 'Name', hint: '"name"' },
  ],
  [
    'a tag that is a number',
    ['tags: {cost: 0123}'],
    { at: '3:18', code: 'VALUE_TYPE', key: 'tags.cost', what: '123', hint: 'quotes' },
  ],
  [
    'a tag that is too long',
    [`tags: {a: ${'x'.repeat(257)}}`],
    { at: '3:15', code: 'VALUE_RANGE', key: 'tags.a', what: '(257 characters)', hint: '256' },
  ],
  [
    'too many tags',
    ['tags:', ...Array.from({ length: 38 }, (_, index) => `  t${index}: x`)],
    { at: '3:5', code: 'VALUE_NOT_ALLOWED', key: 'tags', what: 'a map', hint: '33' },
  ],
  [
    'two ways to a subnet',
    ['network:', '  subnet: subnet-12345678', '  subnetFilter: {"tag:a": b}'],
    {
      at: '5:7',
      code: 'NETWORK_CONFLICT',
      key: 'network.subnetFilter',
      what: 'also set',
      hint: 'Remove subnet or subnetFilter',
    },
  ],
  [
    'public ssh without an address',
    ['network: {publicAddress: false}'],
    {
      at: '3:30',
      code: 'NETWORK_CONFLICT',
      key: 'network.publicAddress',
      what: 'false',
      hint: 'ssh: private',
    },
  ],
  [
    'CIDRs beside own groups',
    ['network: {securityGroups: [sg-12345678], sourceCidrs: [10.0.0.0/8]}'],
    { at: '3:46', code: 'NETWORK_CONFLICT', key: 'network.sourceCidrs', what: 'temporary', hint: 'Remove' },
  ],
  [
    'CIDRs with Session Manager',
    ['network: {ssh: session-manager, sourceCidrs: [10.0.0.0/8]}'],
    {
      at: '3:37',
      code: 'NETWORK_CONFLICT',
      key: 'network.sourceCidrs',
      what: 'Session Manager',
      hint: 'Remove',
    },
  ],
  [
    'a CIDR that is none',
    ['network: {sourceCidrs: [10.0.0.0/33]}'],
    { at: '3:29', code: 'VALUE_FORMAT', key: 'network.sourceCidrs[0]', what: '10.0.0.0/33', hint: '/32' },
  ],
  [
    'a subnet that is none',
    ['network: {subnet: mine}'],
    { at: '3:23', code: 'VALUE_FORMAT', key: 'network.subnet', what: '"mine"', hint: 'subnet-' },
  ],
  [
    'a region that is none',
    ['copyTo: [Frankfurt]'],
    { at: '3:14', code: 'VALUE_FORMAT', key: 'copyTo[0]', what: '"Frankfurt"', hint: 'eu-central-1' },
  ],
  [
    'a script that is missing',
    ['scripts: [{path: nowhere.sh}]'],
    {
      at: '3:22',
      code: 'OWN_FILE_MISSING',
      key: 'scripts[0].path',
      what: 'does not exist',
      hint: 'relative to',
    },
  ],
  [
    'a script that is a folder',
    ['scripts: [{path: .}]'],
    {
      at: '3:22',
      code: 'OWN_FILE_MISSING',
      key: 'scripts[0].path',
      what: 'not a regular file',
      hint: 'single file',
    },
  ],
  [
    'a script without an interpreter',
    ['scripts: [{path: packer-ecs.yaml}]'],
    {
      at: '3:22',
      code: 'SCRIPT_INTERPRETER',
      key: 'scripts[0].path',
      what: '#!',
      hint: '#!/usr/bin/env bash',
    },
  ],
  [
    'a script at no place',
    ['scripts: [{path: run.sh, after: check}]'],
    { at: '3:37', code: 'VALUE_NOT_ALLOWED', key: 'scripts[0].after', what: '"check"', hint: 'first-run' },
  ],
  [
    'a file that is missing',
    ['files: [{source: nowhere, target: /etc/x}]'],
    {
      at: '3:22',
      code: 'OWN_FILE_MISSING',
      key: 'files[0].source',
      what: 'does not exist',
      hint: 'relative to',
    },
  ],
  [
    'a target of the recipe',
    ['files: [{source: packer-ecs.yaml, target: /etc/docker/daemon.json}]'],
    {
      at: '3:47',
      code: 'FILE_TARGET_RESERVED',
      key: 'files[0].target',
      what: 'daemon.json',
      hint: '"docker"',
    },
  ],
  [
    'a mode without quotes',
    ['files: [{source: packer-ecs.yaml, target: /etc/x, mode: 0644}]'],
    { at: '3:61', code: 'VALUE_TYPE', key: 'files[0].mode', what: '644', hint: 'quotes' },
  ],
  [
    'one target twice',
    [
      'files:',
      '  - {source: packer-ecs.yaml, target: /etc/x}',
      '  - {source: packer-ecs.yaml, target: /etc/x}',
    ],
    { at: '5:43', code: 'VALUE_DUPLICATE', key: 'files[1].target', what: '/etc/x', hint: 'different target' },
  ],
  [
    'a template that is missing',
    ['template: own.hbs'],
    { at: '3:15', code: 'OWN_FILE_MISSING', key: 'template', what: 'own.hbs', hint: 'relative to' },
  ],
  [
    "a limit beyond CloudFormation's",
    ['firstRun: {timeoutSeconds: 7200}'],
    { at: '3:32', code: 'VALUE_RANGE', key: 'firstRun.timeoutSeconds', what: '7200', hint: '3000' },
  ],
]

interface ExpectedFault {
  /** line:column */
  readonly at: string
  readonly code: string
  /** Below the image. */
  readonly key: string
  readonly what: string
  readonly hint: string
}

describe('a wrong setting is reported with code, position, key, value and hint', () => {
  test.each(cases)('%s', async (_, lines, { at, code, key, what, hint }) => {
    const faults = await project.faultsOf(imageYaml(...lines))
    const shown = faults.map(({ line, column, ...fault }) => ({ ...fault, at: `${line}:${column}` }))
    expect(shown).toMatchObject([
      {
        at,
        code,
        file: project.path('packer-ecs.yaml'),
        key: `images.ecs.${key}`,
        what: expect.stringContaining(what),
        hint: expect.stringContaining(hint),
      },
    ])
    expect(JSON.stringify(faults)).not.toContain('canary')
  })
})
