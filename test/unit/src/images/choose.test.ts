import { beforeAll, describe, expect, test } from 'vitest'
import type { ImageSettings, Project } from '#src/config/settings.ts'
import { chooseImages, withBase, withoutCopyTo } from '#src/images/choose.ts'
import { imageSettings } from '#test/helpers/settings.ts'

let settings: ImageSettings
let project: Project
let single: Project

beforeAll(async () => {
  settings = await imageSettings()
  const common = { file: '/p/packer-ecs.yaml', folder: '/p' } as Project
  project = { ...common, images: { web: settings, batch: settings } }
  single = { ...common, images: { web: settings } }
})

const names = (chosen: { image: string }[]) => chosen.map(({ image }) => image)

test('the only image needs no name', () => {
  expect(names(chooseImages(single, { named: [], all: false }))).toEqual(['web'])
})

test('named images come in the order in which they were named, each once', () => {
  expect(names(chooseImages(project, { named: ['batch', 'web', 'batch'], all: false }))).toEqual([
    'batch',
    'web',
  ])
})

test('--all is every image', () => {
  expect(names(chooseImages(project, { named: [], all: true }))).toEqual(['web', 'batch'])
})

test.each([
  ['IMAGE_NOT_CHOSEN', [], false],
  ['IMAGE_UNKNOWN', ['web', 'wbe'], false],
  ['IMAGE_UNKNOWN', ['__proto__'], false],
  ['IMAGES_TWICE', ['web'], true],
])('%s for %j, --all %s', (code, named, all) => {
  expect(() => chooseImages(project, { named, all })).toThrow(
    expect.objectContaining({ code, exitStatus: 2 }),
  )
})

test.each([
  [[], false],
  [[], true],
  [['web'], false],
])('NO_IMAGES for %j, --all %s, in a project that only deploys', (named, all) => {
  const onlyDeploys = { ...project, images: {} }
  expect(() => chooseImages(onlyDeploys, { named, all })).toThrow(
    expect.objectContaining({ code: 'NO_IMAGES', exitStatus: 2 }),
  )
})

describe('withBase', () => {
  test('takes the place of what the configuration says', () => {
    const { base } = withBase(settings, { baseRelease: '2023.0.20261022' })
    expect(base).toEqual({ kind: 'release', release: '2023.0.20261022' })
  })

  test.each([
    ['BASE_TWICE', { baseAmi: 'ami-0123456789abcdef0', baseRelease: '2023.0.20261022' }],
    ['OPTION_FORMAT', { baseAmi: 'garbage' }],
    ['OPTION_FORMAT', { baseRelease: '{{user}}' }],
  ])('%s for %j', (code, options) => {
    expect(() => withBase(settings, options)).toThrow(expect.objectContaining({ code, exitStatus: 2 }))
  })
})

test('a copy to the region of the bake is none', () => {
  const copied = { ...settings, copyTo: ['eu-west-1', 'us-east-1'] }
  expect(withoutCopyTo(copied, 'us-east-1').copyTo).toEqual(['eu-west-1'])
})
