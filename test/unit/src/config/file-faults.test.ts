import * as fileSystem from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { readProject } from '#src/config/read-project.ts'
import { imageYaml, projectFolder } from './project-folder.ts'

const project = projectFolder()

test('a configuration that does not exist', async () => {
  const file = project.path('nowhere.yaml')
  await expect(readProject(file, fileSystem)).rejects.toMatchObject({
    code: 'CONFIG_NOT_FOUND',
    exitStatus: 2,
    message: `configuration file not found (${file})`,
    hint: expect.stringContaining('--config'),
  })
})

test('a configuration that is a folder', async () => {
  await expect(readProject(project.path('.'), fileSystem)).rejects.toMatchObject({
    code: 'CONFIG_NOT_A_FILE',
    message: expect.stringContaining('a folder'),
  })
})

test.each([
  ['binary', new Uint8Array([0x89, 0x50, 0, 1]), 'CONFIG_NOT_TEXT'],
  ['not UTF-8', new Uint8Array([0x66, 0xfc, 0x72]), 'CONFIG_NOT_TEXT'],
  ['10 MB', 'x'.repeat(10_000_000), 'CONFIG_TOO_LARGE'],
])('a configuration that is %s', async (_, content, code) => {
  const file = await project.write('odd.yaml', content)
  await expect(readProject(file, fileSystem)).rejects.toMatchObject({ code, exitStatus: 2 })
})

const deep = 60
const bomb = [
  'a: &a [x, x]',
  ...[...'bcdefghijk'].map((name, index) => `${name}: &${name} [${`*${'abcdefghij'[index]}, `.repeat(9)}x]`),
]

test.each([
  ['nothing', '', 'CONFIG_EMPTY', undefined],
  ['blank lines', '\n \n', 'CONFIG_EMPTY', undefined],
  ['comments only', '# images:\n', 'CONFIG_EMPTY', undefined],
  ['a tab', 'images:\n\tecs: {}\n', 'YAML_TAB', 2],
  ['an open bracket', 'images: {ecs: {\n', 'YAML_SYNTAX', 2],
  ['a tag', 'images: !include other.yaml\n', 'YAML_SYNTAX', 1],
  ['a list as key', 'images: {}\n? [a]\n: 1\n', 'YAML_SYNTAX', 2],
  ['two documents', 'images: {ecs: {}}\n---\nimages: {}\n', 'YAML_SEVERAL_DOCUMENTS', 2],
  ['the same key twice', 'images: {ecs: {}}\nimages: {ecs: {}}\n', 'YAML_DUPLICATE_KEY', 2],
  ['an alias of nothing', 'images: *nothing\n', 'YAML_ALIASES', undefined],
  ['a merge key without a mapping', 'images: {<<: 1}\n', 'YAML_ALIASES', undefined],
  ['a merge key that is all there is', '?  <<', 'YAML_ALIASES', undefined],
  ['aliases that explode', bomb.join('\n'), 'YAML_ALIASES', undefined],
  ['an alias within itself', 'images: &a {ecs: *a}\n', 'YAML_TOO_DEEP', undefined],
  ['data without a bottom', `images: ${'['.repeat(deep)}${']'.repeat(deep)}`, 'YAML_TOO_DEEP', undefined],
  ['a stack of brackets', '['.repeat(100_000), 'YAML_SYNTAX', 1],
  ['a word', 'images\n', 'VALUE_TYPE', 1],
  ['a list', '- images\n', 'VALUE_TYPE', 1],
  ['no images', 'images: {}\n', 'VALUE_NOT_ALLOWED', 1],
  ['neither images nor stacks', 'project: shop\n', 'KEY_MISSING', 1],
  ['stacks that are none', 'stacks: {}\n', 'KEY_MISSING', 1],
  ['images without a value', 'images:\n', 'VALUE_EMPTY', 1],
  ['an image without a value', 'images:\n  ecs:\n', 'VALUE_EMPTY', 2],
  ['a name that no image may have', 'images: {ECS: {}}\n', 'VALUE_FORMAT', 1],
  ['a key that JavaScript keeps for itself', 'images: {ecs: {tags: {__proto__: a}}}\n', 'KEY_UNKNOWN', 1],
  ['channels', 'images: {ecs: {}}\nchannels: {}\n', 'KEY_UNKNOWN', 2],
])('a text with %s has one fault', async (_, text, code, line) => {
  const faults = await project.faultsOf(text)
  expect(faults).toMatchObject([{ code, hint: expect.stringMatching(/\w/) }])
  expect(faults[0]?.line).toBe(line)
})

test('a duplicate key is reported, and the rest is still checked', async () => {
  const faults = await project.faultsOf(imageYaml('timezone: UTC', 'base: al1', 'timezone: nowhere'))
  expect(faults.map(({ code, line }) => `${line} ${code}`)).toEqual([
    '4 BASE_NOT_SUPPORTED',
    '5 YAML_DUPLICATE_KEY',
    '5 TIMEZONE_UNKNOWN',
  ])
  expect(faults[1]?.what).toContain('"timezone"')
})

test('a fault inside an anchor has the position of the value', async () => {
  const faults = await project.faultsOf('images:\n  one: &common\n    timezone: x\n  two: *common\n')
  expect(faults.map(({ key, line }) => `${line} ${key}`)).toEqual([
    '3 images.one.timezone',
    '3 images.two.timezone',
  ])
})

describe('settings that images share', () => {
  const common = 'x-common: &common\n  base: al2023\n  timezone: Europe/Vienna\n'

  test('keys that begin with x- are ignored at the top level, and merge keys are resolved', async () => {
    const { images } = await project.read(
      `${common}images:\n  web:\n    <<: *common\n    timezone: UTC\n  batch:\n    <<: [*common, {dataVolume: none}]\n`,
    )
    expect(images.web?.timezone).toBe('UTC')
    expect(images.batch).toMatchObject({ timezone: 'Europe/Vienna', dataVolume: null })
  })

  test('a fault in a merged value has the line of the value', async () => {
    const text = `${common.replace('Europe/Vienna', 'nowhere')}images:\n  web:\n    <<: *common\n`
    const faults = await project.faultsOf(text)
    expect(faults).toMatchObject([{ line: 3, code: 'TIMEZONE_UNKNOWN', key: 'images.web.timezone' }])
  })

  test.each(['<<:\n', 'images:\n  web:\n    <<: common\n', 'images:\n  web:\n    <<: [1]\n'])(
    'only a map can be merged: %j',
    async text => {
      const faults = await project.faultsOf(text)
      expect(faults).toMatchObject([{ code: 'YAML_ALIASES', what: expect.stringContaining('not a mapping') }])
    },
  )

  test('such a key is unknown below the top level', async () => {
    expect(await project.faultsOf(imageYaml('x-note: a'))).toMatchObject([{ code: 'KEY_UNKNOWN' }])
  })
})

test('an environment variable is refused with the ways to vary a value', async () => {
  const [fault] = await project.faultsOf(imageYaml('agent: {ECS_CLUSTER: "${CLUSTER}"}'))
  expect(fault).toMatchObject({
    code: 'VALUE_TEMPLATE',
    line: 3,
    what: 'the value of images.ecs.agent.ECS_CLUSTER contains "${CLUSTER}"',
    hint: expect.stringContaining('--config'),
  })
})

test.each([
  [
    'a list with a faulty item has a value twice',
    'images: {ecs: {base: al2023, packages: [1, git, git]}}\n',
    ['images.ecs.packages[0]', 'images.ecs.packages[2]'],
  ],
  [
    'a session with a faulty value has a conflict',
    'session: {durationSeconds: 1, externalId: abcd}\nimages: {ecs: {base: al2023}}\n',
    ['session.durationSeconds', 'session.externalId'],
  ],
  [
    'docker has a reserved key and a value of the wrong type',
    imageYaml('docker: {data-root: /x, log-driver: 5}'),
    ['images.ecs.docker.data-root', 'images.ecs.docker.log-driver'],
  ],
])('one round reports everything: %s', async (_, text, keys) => {
  expect((await project.faultsOf(text)).map(({ key }) => key)).toEqual(keys)
})
