import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { capabilitiesOf } from '#src/packer/capabilities.ts'
import { assertComplete, renderTemplate } from '#src/templates/render.ts'
import { templateView } from '#src/templates/view.ts'
import { templateCases } from '#test/helpers/template-cases.ts'

const render = (text: string, view: object) => renderTemplate({ file: 'own.hbs', text }, view)

test('nothing is escaped', () => {
  expect(render('{{value}}', { value: '"<&>"' })).toBe('"<&>"')
})

test('an escaped {{ reaches Packer', () => {
  expect(render('\\{{.Path}}', {})).toBe('{{.Path}}')
})

test('an unknown name is reported with file and line', () => {
  expect(() => render('line 1\n{{endpont}}', { endpoint: true })).toThrowError(
    expect.objectContaining({
      code: 'TEMPLATE_BROKEN',
      message: expect.stringContaining('own.hbs:2'),
      why: expect.stringContaining('endpont'),
    }),
  )
})

test('a misspelled condition is also an error, not false', () => {
  expect(() => render('{{#if endpont}}x{{/if}}', { endpoint: true })).toThrowError(
    expect.objectContaining({ code: 'TEMPLATE_BROKEN', message: expect.stringContaining('own.hbs:1') }),
  )
})

test('an unclosed block is reported with file and line', () => {
  expect(() => render('line 1\n{{#if endpoint}}', { endpoint: true })).toThrowError(
    expect.objectContaining({ code: 'TEMPLATE_BROKEN', message: expect.stringMatching(/own\.hbs:2/) }),
  )
})

test('the page of the error lists every name', async () => {
  const page = await readFile('docs/errors/TEMPLATE_BROKEN.md', 'utf8')
  const listed = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  for (const { input, packerVersion } of templateCases) {
    const names = Object.keys(templateView(input, capabilitiesOf(packerVersion)))
    expect(listed.toSorted()).toEqual(names.toSorted())
  }
})

test('a template that does not use what a bake needs is refused, with each variable; comments do not count', async () => {
  const own = await readFile('packer/image.pkr.hcl.hbs', 'utf8')
  expect(() => assertComplete('own.hbs', own)).not.toThrow()
  const without = own.replaceAll('var.ami_name', 'local.name').replaceAll('var.run_tags', 'local.tags')
  const expected = expect.objectContaining({
    code: 'TEMPLATE_INCOMPLETE',
    message: 'own.hbs does not use var.ami_name, var.run_tags',
  })
  expect(() => assertComplete('own.hbs', without)).toThrowError(expected)
  expect(() => assertComplete('own.hbs', `${without}\n# var.ami_name\n  // var.run_tags\n`)).toThrowError(
    expected,
  )
})
