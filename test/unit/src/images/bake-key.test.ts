import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bakeInputs, bakeKey } from '#src/images/bake-key.ts'
import type { Recipe, RecipeFile } from '#src/images/recipe.ts'

const name: fc.Arbitrary<string> = fc.constantFrom(
  'scripts/cleanup.sh',
  'files/firstrun.sh',
  'base',
  'timezone',
  'order',
  'own.sh',
)
const sha256: fc.Arbitrary<string> = fc.constantFrom('aa', 'bb', 'cc')

function file(owner: RecipeFile['owner']) {
  return fc.record({ owner: fc.constant(owner), name, path: fc.string(), sha256, executable: fc.boolean() })
}

function files(owner: RecipeFile['owner']) {
  return fc.uniqueArray(file(owner), { selector: ({ name }) => name, minLength: 1, maxLength: 4 })
}

const inputs = fc.record({
  baseId: fc.constantFrom<string>('ami-1', 'ami-2'),
  settings: fc.dictionary(name, fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minKeys: 1 }),
  ours: files('recipe'),
  scripts: files('script'),
  ownFiles: files('file'),
  staging: files('staging').map(list => list.map((one, index) => ({ ...one, target: `${index}` }))),
})

type Inputs = typeof inputs extends fc.Arbitrary<infer Value> ? Value : never

function keyOf({ baseId, settings, ours, scripts, ownFiles, staging }: Inputs): string {
  const [template = scripts[0], ...others] = ours
  const recipe = {
    template,
    scripts,
    closing: [template],
    files: others,
    ownFiles,
    staging,
  } as unknown as Recipe
  return bakeKey(bakeInputs(baseId, settings, recipe))
}

const changed = <File extends RecipeFile>(file: File): File => ({ ...file, executable: !file.executable })

const changes: readonly [what: string, change: (given: Inputs) => Inputs][] = [
  ['the base AMI', given => ({ ...given, baseId: `${given.baseId}0` })],
  ['a setting', given => ({ ...given, settings: { ...given.settings, own: 1 } })],
  ['a file of the recipe', given => ({ ...given, ours: given.ours.map(changed) })],
  ['a script of the project', given => ({ ...given, scripts: given.scripts.map(changed) })],
  ['a file of the project', given => ({ ...given, ownFiles: given.ownFiles.map(changed) })],
  ['a staging file', given => ({ ...given, staging: given.staging.map(changed) })],
  [
    'the content of one script',
    given => ({ ...given, scripts: given.scripts.with(0, { ...first(given.scripts), sha256: 'dd' }) }),
  ],
]

test.each(changes)('another key for a change of %s, whatever the names of the inputs', (_, change) => {
  fc.assert(
    fc.property(inputs, given => {
      expect(keyOf(change(given))).not.toBe(keyOf(given))
    }),
  )
})

test('another key when the same scripts run in another order', () => {
  fc.assert(
    fc.property(inputs, given => {
      fc.pre(given.scripts.length > 1)
      expect(keyOf({ ...given, scripts: given.scripts.toReversed() })).not.toBe(keyOf(given))
    }),
  )
})

test('another key when two files of the project swap their targets', () => {
  fc.assert(
    fc.property(inputs, given => {
      fc.pre(given.ownFiles.length > 1)
      expect(keyOf({ ...given, ownFiles: given.ownFiles.toReversed() })).not.toBe(keyOf(given))
    }),
  )
})

test('another key when a staging file has another name on the build instance', () => {
  fc.assert(
    fc.property(inputs, given => {
      const staging = given.staging.map(one => ({ ...one, target: `dir/${one.target}` }))
      expect(keyOf({ ...given, staging })).not.toBe(keyOf(given))
    }),
  )
})

test('the same key wherever the files are', () => {
  fc.assert(
    fc.property(inputs, fc.string(), (given, path) => {
      const moved = (list: readonly RecipeFile[]) => list.map(item => ({ ...item, path }))
      const elsewhere = { ...given, ours: moved(given.ours), scripts: moved(given.scripts) } as Inputs
      expect(keyOf(elsewhere)).toBe(keyOf(given))
    }),
  )
})

function first(list: readonly RecipeFile[]): RecipeFile {
  const [item] = list
  if (item === undefined) throw new Error('an empty list')
  return item
}
