import { expect, test } from 'vitest'
import { amiWords, describeAmi, toDeployedAmi } from '#src/stacks/ami/deployed-ami.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const imageId = 'ami-0123456789abcdef0'
const untagged = (name: string) => toDeployedAmi(imageId, image({ tags: {}, name }))

test.each([
  ['an AMI of packer-ecs', toDeployedAmi(imageId, image()), `ecs 2023.0.20261022, ${imageId}`],
  [
    'one without a release',
    toDeployedAmi(imageId, image({ tags: { 'packer-ecs:image': 'ecs', 'packer-ecs:project': '-' } })),
    `ecs, ${imageId}`,
  ],
  ['a foreign AMI', untagged('theirs'), `theirs, ${imageId}`],
  ['a foreign AMI without a name', untagged(''), imageId],
  [
    'one from before projects',
    toDeployedAmi(imageId, image({ tags: { 'packer-ecs:image': 'ecs' } })),
    `ecs, before projects, ${imageId}`,
  ],
  ['a deleted AMI', toDeployedAmi(imageId, undefined), imageId],
])('the words for %s', (_, ami, words) => {
  expect(amiWords(ami)).toBe(words)
})

test('an AMI without tags is foreign; a deleted one is not', () => {
  expect(untagged('theirs').foreign).toBe(true)
  expect(toDeployedAmi(imageId, image()).foreign).toBe(false)
  expect(toDeployedAmi(imageId, undefined).foreign).toBe(false)
})

test('a message names an AMI by its id, with its name if it has one', () => {
  expect(describeAmi({ imageId, name: 'mine' })).toBe(`${imageId} (mine)`)
  expect(describeAmi({ imageId, name: '' })).toBe(imageId)
})
