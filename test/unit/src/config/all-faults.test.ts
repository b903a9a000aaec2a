import { beforeAll, expect, test } from 'vitest'
import { ConfigurationError } from '#src/errors/fault.ts'
import { imageYaml, projectFolder } from './project-folder.ts'

const project = projectFolder()

beforeAll(() => project.write('run.sh', '#!/bin/sh\n'))

test('the faults of all stages are reported together, in the order of the file', async () => {
  const text = imageYaml(
    'base: al2',
    'instanceType: m7g.large',
    'rootVolume: {size: big, type: gp2, iops: 4000}',
    'scripts:',
    '  - {path: run.sh, affter: files}',
    '  - {path: gone.sh}',
    'timezone: nowhere',
  )
  const faults = await project.faultsOf(text)
  expect(faults.map(({ line, code, key }) => `${line} ${code} ${key}`)).toEqual([
    '3 BASE_NOT_SUPPORTED images.ecs.base',
    '4 INSTANCE_TYPE_ARCHITECTURE images.ecs.instanceType',
    '5 VALUE_TYPE images.ecs.rootVolume.size',
    '5 VOLUME_SETTING images.ecs.rootVolume.iops',
    '7 KEY_UNKNOWN images.ecs.scripts[0].affter',
    '8 OWN_FILE_MISSING images.ecs.scripts[1].path',
    '9 TIMEZONE_UNKNOWN images.ecs.timezone',
  ])
})

test('items after a faulty one keep their index', async () => {
  const text = imageYaml('files:', '  - {source: 1, target: /etc/a}', '  - {source: gone, target: /etc/b}')
  const faults = await project.faultsOf(text)
  expect(faults.map(({ key, line }) => `${line} ${key}`)).toEqual([
    '4 images.ecs.files[0].source',
    '5 images.ecs.files[1].source',
  ])
})

test('the default that replaces a faulty value causes no other fault', async () => {
  const faults = await project.faultsOf(imageYaml('dataVolume: {type: gp5, iops: 100}'))
  expect(faults.map(({ key }) => key)).toEqual(['images.ecs.dataVolume.type'])
})

test('sharing reports each volume and region without a customer managed key', async () => {
  const faults = await project.faultsOf(
    imageYaml(
      'copyTo: [eu-west-1]',
      'shareWith: {accounts: ["123456789012"]}',
      'dataVolume: {kmsKey: alias/own}',
    ),
  )
  expect(faults.map(({ key }) => key).sort()).toEqual([
    'images.ecs.dataVolume.kmsKeys.eu-west-1',
    'images.ecs.rootVolume.kmsKey',
    'images.ecs.rootVolume.kmsKeys.eu-west-1',
  ])
})

test('the error of several faults lists each fault with its hint', async () => {
  const error = await project.read(imageYaml('base: al1', 'timezone: utc')).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(ConfigurationError)
  const file = project.path('packer-ecs.yaml')
  expect(error).toMatchObject({
    code: 'CONFIGURATION_INVALID',
    exitStatus: 2,
    message: `2 faults in ${file}`,
    details: [
      `BASE_NOT_SUPPORTED  images.ecs.base is "al1" (${file}:3). Use "al2023"; docs/migrating.md lists the differences.`,
      `TIMEZONE_UNKNOWN  images.ecs.timezone is "utc", which is not an IANA time zone (${file}:4). Did you mean UTC?`,
    ],
  })
})

test('the error of a single fault is that fault', async () => {
  await expect(project.read(imageYaml('base: al2'))).rejects.toMatchObject({
    code: 'BASE_NOT_SUPPORTED',
    message: `images.ecs.base is "al2" (${project.path('packer-ecs.yaml')}:3)`,
    why: expect.stringContaining('2026-06-30'),
    details: [],
  })
})
