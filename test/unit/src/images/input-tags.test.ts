import fc from 'fast-check'
import { expect, test } from 'vitest'
import { versionInput } from '#src/images/bake-key.ts'
import { changedSince, inputTags } from '#src/images/input-tags.ts'

const inputs = { [versionInput]: '1', base: 'a', 'recipe scripts/storage.sh': 'b', 'setting timezone': 'c' }

test.each([
  ['a value that differs', { ...inputs, base: 'z' }, ['base']],
  ['an input that came', { ...inputs, 'script own.sh': 'd' }, ['script own.sh']],
  ['removed inputs', { [versionInput]: '1', base: 'a' }, ['2 removed']],
  ['a new version of the recipe', { ...inputs, [versionInput]: '2', base: 'z' }, [versionInput]],
  ['nothing', inputs, []],
])('tells of %s', (_, now, changed) => {
  expect(changedSince(inputTags(inputs), now)).toEqual(changed)
})

test('an AMI without these tags does not tell', () => {
  expect(changedSince({ 'packer-ecs:run': 'x' }, inputs)).toBeUndefined()
})

test('as many inputs as a recipe may have fit into tags that EC2 takes', () => {
  const many = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { minKeys: 1, maxKeys: 127 })
  fc.assert(
    fc.property(many, dictionary => {
      const some = { ...dictionary, [versionInput]: '1' }
      const tags = inputTags(some)
      expect(Object.keys(tags).length).toBeLessThanOrEqual(4)
      for (const value of Object.values(tags)) expect(value).toMatch(/^[\w-]{1,256}$/)
      expect(changedSince(tags, some)).toEqual([])
    }),
    { numRuns: 50 },
  )
})

test('more than that are not written at all', () => {
  const many = Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`file-${index}`, 'x']))
  expect(inputTags(many)).toEqual({})
})
