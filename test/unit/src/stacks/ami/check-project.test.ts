import { expect, test } from 'vitest'
import { checkProject } from '#src/stacks/ami/check-project.ts'
import type { FoundAmi } from '#src/stacks/ami/find-amis.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const id = 'ami-0123456789abcdef0'

function check(project: string | undefined, passedOver: FoundAmi['passedOver'] = null) {
  const { 'packer-ecs:project': _, ...tags } = image().tags
  const found = image({ tags: project === undefined ? tags : { ...tags, 'packer-ecs:project': project } })
  const ami = { parameter: 'ImageId', image: 'ecs', imageId: null, inFile: null, passedOver, found }
  return checkProject({ ami, projectName: 'shop' })
}

test('nothing is said about an AMI of the project', () => {
  expect(check('shop')).toEqual([])
})

test('an AMI from before projects is to be checked before it is assigned to this project', () => {
  expect(check(undefined)).toEqual([
    `${id} (${image().name}) is from before projects. Check that it is yours: deploying it assigns it to project shop.`,
  ])
})

test.each([
  ['billing', 'project billing'],
  ['-', 'no project'],
])('a named AMI of another project says whose it is: %s', (tag, words) => {
  expect(check(tag)).toEqual([
    `${id} (${image().name}) is from ${words}; this configuration has project shop.`,
  ])
})

test('a newer AMI from before projects is named with the way to use it', () => {
  const newer = image({ imageId: 'ami-00000000000000009' })
  expect(check('shop', newer)).toEqual([
    expect.stringMatching(
      /^ami-00000000000000009 .* is newer, but from before projects.*--ami ami-00000000000000009/,
    ),
  ])
})

test('nothing is said about an AMI that packer-ecs did not bake', () => {
  const ami = {
    parameter: 'ImageId',
    image: 'ecs',
    imageId: id,
    inFile: null,
    passedOver: null,
    found: image({ tags: {} }),
  }
  expect(checkProject({ ami, projectName: 'shop' })).toEqual([])
})
