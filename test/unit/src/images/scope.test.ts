import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Image } from '#src/aws/image.ts'
import { originWords, type ProjectName, projectTag, scopeOf, usableImages } from '#src/images/scope.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const projectName = fc.oneof(fc.constant(null), fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,39}$/))
/** The AMI of a project, or with undefined of no project that is known. */
const someImage = fc
  .record({ project: fc.option(projectName, { nil: undefined }), day: fc.integer({ min: 1, max: 28 }) })
  .map(({ project, day }) => of(project, day))

function of(project: ProjectName | undefined, day: number): Image {
  const { 'packer-ecs:project': _, ...tags } = image().tags
  const tag = project === undefined ? {} : projectTag(project)
  return image({ createdAt: new Date(Date.UTC(2026, 10, day)), tags: { ...tags, ...tag } })
}

test('two projects never use the same AMI, unless it is from before projects', () => {
  fc.assert(
    fc.property(fc.array(someImage), projectName, projectName, (images, one, other) => {
      fc.pre(one !== other)
      const shared = usableImages(images, one).filter(found => usableImages(images, other).includes(found))
      expect(shared.filter(({ tags }) => 'packer-ecs:project' in tags)).toEqual([])
    }),
  )
})

test('an AMI of the project comes before any from before projects, and the newest before an older one', () => {
  fc.assert(
    fc.property(fc.array(someImage), projectName, (images, project) => {
      const usable = usableImages(images, project)
      const scopes = usable.map(({ tags }) => scopeOf(tags, project))
      expect(scopes).toEqual(scopes.toSorted((a, b) => (a === b ? 0 : a === 'own' ? -1 : 1)))
      for (const scope of ['own', 'before']) {
        const times = usable
          .filter((_, index) => scopes[index] === scope)
          .map(found => found.createdAt.getTime())
        expect(times).toEqual(times.toSorted((a, b) => b - a))
      }
    }),
  )
})

test('every good AMI that has no project is usable for every project', () => {
  const before = of(undefined, 1)
  expect(usableImages([before, of('other', 2)], 'shop')).toEqual([before])
  expect(usableImages([before, of('other', 2)], null)).toEqual([before])
})

test('an AMI that is not good is not usable', () => {
  expect(usableImages([image({ state: 'pending' }), image({ tags: projectTag('shop') })], 'shop')).toEqual([])
})

test.each([
  ['shop', 'project shop'],
  ['-', 'no project'],
  [undefined, 'before projects'],
])('the words for the tag %j', (tag, words) => {
  expect(originWords(tag)).toBe(words)
})
