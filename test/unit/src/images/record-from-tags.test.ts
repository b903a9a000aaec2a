import { expect, test } from 'vitest'
import { recordFromTags } from '#src/images/record-from-tags.ts'

const tags = {
  'packer-ecs:project': 'shop',
  'packer-ecs:image': 'web',
  'packer-ecs:bake-key': 'ab'.repeat(32),
  'packer-ecs:run': '20261130-120000-abcd',
}
const ami = { imageId: 'ami-0123456789abcdef0', createdAt: new Date('2026-11-30T12:00:00Z'), tags }

test('an AMI that was baked without a state bucket gets its record from its tags', () => {
  expect(recordFromTags(ami)).toEqual({
    schemaVersion: 1,
    imageId: 'ami-0123456789abcdef0',
    project: 'shop',
    image: 'web',
    bakeKey: 'ab'.repeat(32),
    runId: '20261130-120000-abcd',
    bakedAt: '2026-11-30T12:00:00.000Z',
    origin: null,
    verdict: null,
    rejected: null,
    promotions: [],
  })
})

test.each([
  ['of a configuration without a project', { ...tags, 'packer-ecs:project': '-' }],
  ['from before projects', { ...tags, 'packer-ecs:project': undefined }],
])('the record of an AMI %s has no project', (_, withoutProject) => {
  const own = Object.fromEntries(Object.entries(withoutProject).filter(([, value]) => value !== undefined))
  expect(recordFromTags({ ...ami, tags: own as Record<string, string> })?.project).toBeNull()
})

test.each([
  ['packer-ecs:image', 'Web Server'],
  ['packer-ecs:bake-key', 'unknown'],
  ['packer-ecs:run', 'yesterday'],
])('an AMI whose tag %s is "%s" is not that of a bake', (key, value) => {
  expect(recordFromTags({ ...ami, tags: { ...tags, [key]: value } })).toBeUndefined()
})
