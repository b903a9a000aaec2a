import { describe, expect, test } from 'vitest'
import { projectFolder } from './project-folder.ts'

const project = projectFolder()

function yaml(stack: string, top = 'project: fleet'): string {
  return `${top}\nimages: {ecs: {base: al2023}}\nstacks:\n  cluster: ${stack}\n`
}

test('a stack that sets everything', async () => {
  const { name, stacks } = await project.read(
    yaml(
      '{name: "web-{env}", template: a.yml, parameterFiles: {dev: dev.cfg, live: live.json}, amis: {ImageId: ecs}, capabilities: [CAPABILITY_IAM], tags: {team: web}, role: "arn:aws:iam::123456789012:role/cfn", terminationProtection: true, notificationTopics: ["arn:aws:sns:eu-west-1:123456789012:stacks"]}',
    ),
  )
  expect(name).toBe('fleet')
  expect(stacks).toStrictEqual({
    cluster: {
      name: 'web-{env}',
      template: 'a.yml',
      parameterFiles: { dev: 'dev.cfg', live: 'live.json' },
      amis: { ImageId: 'ecs' },
      channels: {},
      capabilities: ['CAPABILITY_IAM'],
      tags: { team: 'web' },
      role: 'arn:aws:iam::123456789012:role/cfn',
      terminationProtection: true,
      notificationTopics: ['arn:aws:sns:eu-west-1:123456789012:stacks'],
    },
  })
})

test('a stack without {project} in its name needs no project', async () => {
  const { name } = await project.read(yaml('{name: web, template: a.yml}', '# none'))
  expect(name).toBeNull()
})

test.each(['', 'images: {}\n'])('a project with stacks needs no images: %j', async images => {
  const { images: none, stacks } = await project.read(`${images}stacks: {web: {name: web, template: a.yml}}`)
  expect([none, Object.keys(stacks)]).toEqual([{}, ['web']])
})

test.each([
  ['stable', { '*': 'stable' }],
  ['{prod: stable}', { prod: 'stable' }],
])('a stack can have a channel: %s', async (channel, expected) => {
  const stack = `{template: a.yml, parameterFiles: {dev: d.cfg, prod: p.cfg}, amis: {I: ecs}, channel: ${channel}}`
  const { stacks } = await project.read(yaml(stack))
  expect(stacks.cluster?.channels).toEqual(expected)
})

test.each([
  ['{template: a.yml, channel: stable}', 'project: fleet', 'CHANNEL_WITHOUT_AMIS', 'stacks.cluster.channel'],
  ['{name: x, template: a.yml, amis: {I: ecs}, channel: stable}', '# none', 'KEY_MISSING', 'project'],
  [
    '{template: a.yml, parameterFiles: {dev: d.cfg}, amis: {I: ecs}, channel: {prod: stable}}',
    'project: fleet',
    'ENVIRONMENT_UNKNOWN',
    'stacks.cluster.channel.prod',
  ],
  [
    '{name: fleet, template: a.yml, amis: {I: ecs}, channel: {prod: stable}}',
    'project: fleet',
    'ENVIRONMENT_UNKNOWN',
    'stacks.cluster.channel.prod',
  ],
  [
    '{template: a.yml, amis: {I: ecs}, channel: Stable}',
    'project: fleet',
    'VALUE_FORMAT',
    'stacks.cluster.channel',
  ],
  [
    '{template: a.yml, amis: {I: ecs}, channel: [a]}',
    'project: fleet',
    'VALUE_TYPE',
    'stacks.cluster.channel',
  ],
])('%s is a fault', async (stack, top, code, key) => {
  expect(await project.faultsOf(yaml(stack, top))).toMatchObject([{ code, key }])
})

test('a stack cannot use an image of a file without images', async () => {
  const faults = await project.faultsOf('stacks: {web: {name: web, template: a.yml, amis: {Ami: ecs}}}')
  expect(faults).toMatchObject([
    {
      code: 'STACK_IMAGE_UNKNOWN',
      key: 'stacks.web.amis.Ami',
      what: 'stacks.web.amis.Ami is "ecs", but this file has no images',
      hint: expect.stringContaining('--ami'),
    },
  ])
})

test('all faults are reported together, with their lines', async () => {
  const text = [
    'images: {ecs: {base: al2023}}',
    'stacks:',
    '  cluster:',
    '    templat: a.yml',
    '    amis: {ImageId: ec}',
    '    role: cfn',
    '  web:',
    '    template: b.yml',
    '    name: "{project}-{stage}"',
  ].join('\n')
  const faults = await project.faultsOf(text)
  expect(faults.map(({ line, code, key }) => `${line} ${code} ${key}`)).toEqual([
    '3 KEY_MISSING stacks.cluster.template',
    '4 KEY_UNKNOWN stacks.cluster.templat',
    '6 VALUE_FORMAT stacks.cluster.role',
    '9 NAME_PATTERN stacks.web.name',
  ])
})

describe('refused', () => {
  test.each([
    [
      'an image that is none',
      '{template: a, amis: {Id: ec}}',
      'STACK_IMAGE_UNKNOWN',
      'stacks.cluster.amis.Id',
      'Did you mean "ecs"?',
    ],
    [
      'a name that begins with a digit',
      '{template: a, name: "9-{env}"}',
      'NAME_PATTERN',
      'stacks.cluster.name',
      'beginning with a letter',
    ],
    [
      'an underscore',
      '{template: a, name: a_b}',
      'NAME_PATTERN',
      'stacks.cluster.name',
      'letters, digits and dashes',
    ],
    [
      'several environments in one stack',
      '{template: a, name: web, parameterFiles: {dev: d, live: l}}',
      'NAME_PATTERN',
      'stacks.cluster.name',
      'Add {env}',
    ],
    [
      'a name too long',
      `{template: a, name: ${'x'.repeat(129)}}`,
      'NAME_PATTERN',
      'stacks.cluster.name',
      'Shorten it by 1',
    ],
    [
      'a capability that is none',
      '{template: a, capabilities: [CAPABILITY_ALL]}',
      'VALUE_NOT_ALLOWED',
      'stacks.cluster.capabilities[0]',
      'CAPABILITY_IAM',
    ],
    [
      'a tag of AWS',
      '{template: a, tags: {"aws:x": y}}',
      'TAG_RESERVED',
      'stacks.cluster.tags["aws:x"]',
      'another key',
    ],
    [
      'a topic that is no ARN',
      '{template: a, notificationTopics: [ops]}',
      'VALUE_FORMAT',
      'stacks.cluster.notificationTopics[0]',
      'arn:aws:sns',
    ],
    [
      'an environment with a slash',
      '{template: a, parameterFiles: {a/b: c}}',
      'VALUE_FORMAT',
      'stacks.cluster.parameterFiles["a/b"]',
      'letters, digits and dashes',
    ],
  ])('%s', async (_, stack, code, key, hint) => {
    const faults = await project.faultsOf(yaml(stack))
    expect(faults).toMatchObject([{ code, key, line: 4, hint: expect.stringContaining(hint) }])
  })

  test('a name is shown as the default only where the file has none', async () => {
    const [byDefault] = await project.faultsOf(yaml('{template: a.yml}', '# none'))
    expect(byDefault?.what).toMatch(/^project is missing, and stacks\.cluster\.name is .* \(the default\)$/)
    const [written] = await project.faultsOf(yaml('{template: a.yml, name: "{project}-x"}', '# none'))
    expect(written?.what).toBe('project is missing, and stacks.cluster.name is "{project}-x"')
  })

  test('a name of exactly 128 characters is allowed, with the longest environment', async () => {
    const name = `${'x'.repeat(124)}-{env}`
    expect(
      await project.faultsOf(yaml(`{template: a, name: "${name}", parameterFiles: {dev: d, de: e}}`)),
    ).toEqual([])
    expect(
      await project.faultsOf(yaml(`{template: a, name: "${name}", parameterFiles: {de: e, live: d}}`)),
    ).toMatchObject([{ code: 'NAME_PATTERN', hint: expect.stringContaining('Shorten it by 1') }])
  })

  test('{project} without a project: the folder name is not used', async () => {
    const faults = await project.faultsOf(yaml('{template: a.yml}', '# none'))
    expect(faults).toMatchObject([
      { code: 'KEY_MISSING', key: 'project', hint: expect.stringContaining('Add "project: ') },
    ])
  })
})
