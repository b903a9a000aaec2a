import * as fileSystem from 'node:fs/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Json } from '#src/config/settings.ts'
import { imageYaml, projectFolder } from './project-folder.ts'

const project = projectFolder()
const runs = { numRuns: 150 }

const schemaFile = new URL('../../../../schema/packer-ecs.schema.json', import.meta.url)
const { properties } = JSON.parse(await fileSystem.readFile(schemaFile, 'utf8'))
const imageKeys = Object.keys(properties.images.additionalProperties.properties)

/** `faultsOf` only catches ConfigurationErrors. */
async function expectNothingButFaults(text: string): Promise<void> {
  for (const fault of await project.faultsOf(text)) {
    expect(fault).toMatchObject({
      code: expect.stringMatching(/^[A-Z]+(_[A-Z]+)+$/),
      hint: expect.stringMatching(/./),
    })
    if (fault.line !== undefined) expect(fault.line).toBeLessThanOrEqual(text.split('\n').length)
  }
}

test('any text results in faults, never in another error', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), expectNothingButFaults), runs)
})

test('any text of YAML characters results in faults, never in another error', async () => {
  const signs = fc.constantFrom(
    'images',
    'ecs',
    'base',
    ':',
    ' ',
    '\n',
    '  ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '&a',
    '*a',
    '<<',
    '!',
    '"',
    "'",
    '|',
    '>',
    '#',
    '?',
    '---',
    '\t',
    '%',
    '0',
    'null',
    '{{',
  )
  const text = fc.array(signs, { maxLength: 40 }).map(parts => parts.join(''))
  await fc.assert(fc.asyncProperty(text, expectNothingButFaults), { numRuns: 400 })
})

test('any value of any setting results in faults, never in another error', async () => {
  const settings = fc.dictionary(fc.constantFrom(...imageKeys), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 })
  await fc.assert(
    fc.asyncProperty(settings, async image => expectNothingButFaults(stringify({ images: { ecs: image } }))),
    { numRuns: 400 },
  )
})

const harmless = fc.string({ unit: 'binary' }).filter(text => !text.includes('{{'))
const json = fc
  .jsonValue({ maxDepth: 3, stringUnit: 'binary' })
  .filter(value => !/__proto__/.test(JSON.stringify(value)))

test('values for daemon.json are not changed', async () => {
  await fc.assert(
    fc.asyncProperty(json, async value => {
      const { docker } = await project.readImage(
        `docker: ${JSON.stringify({ 'log-driver': 'none', own: value })}`,
      )
      expect(docker).toEqual({ 'log-driver': 'none', own: JSON.parse(JSON.stringify(value)) as Json })
    }),
    runs,
  )
})

test('a filter accepts any text, unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(harmless, async value => {
      const { network } = await project.readImage(
        `network: ${JSON.stringify({ subnetFilter: { 'tag:a': value } })}`,
      )
      expect(network.subnetFilter).toEqual({ 'tag:a': value })
    }),
    runs,
  )
})

test('settings are data: JSON keeps them as they are', async () => {
  const choice = fc.record(
    {
      architecture: fc.constantFrom('x86_64', 'arm64'),
      dataVolume: fc.constantFrom('none', { size: 100 }),
      agent: fc.constantFrom({}, { ECS_RESERVED_MEMORY: 64 }),
      maxAgeDays: fc.integer({ min: 1, max: 3650 }),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(choice, async image => {
      const { images } = await project.read(stringify({ images: { ecs: image } }))
      expect(JSON.parse(JSON.stringify(images))).toStrictEqual(images)
    }),
    runs,
  )
})

test('a text of 10 kB with many special characters is kept, or refused with its position', async () => {
  const value = `"'\${x:}\`%{y}\\\n`.repeat(1_000)
  const [fault] = await project.faultsOf(imageYaml(`tags: ${JSON.stringify({ a: value })}`))
  expect(fault).toMatchObject({ code: 'VALUE_RANGE', line: 3, key: 'images.ecs.tags.a' })
  expect(fault?.what.length).toBeLessThan(200)
})
