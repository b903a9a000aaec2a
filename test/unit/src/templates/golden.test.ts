import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { capabilitiesOf } from '#src/packer/capabilities.ts'
import { renderCase, templateCases } from '#test/helpers/template-cases.ts'

const source = await readFile('packer/image.pkr.hcl.hbs', 'utf8')
const golden = path.resolve('test/fixtures/templates')

test.each(templateCases)('renders $name as recorded', async templateCase => {
  const { template, variables } = renderCase(templateCase, source)
  await expect(template).toMatchFileSnapshot(path.join(golden, templateCase.name, 'image.pkr.hcl'))
  await expect(variables).toMatchFileSnapshot(path.join(golden, templateCase.name, 'image.pkrvars.json'))
})

test('every Packer with plugins gets the same structure', () => {
  const newest = capabilitiesOf('1.16.0')
  expect(capabilitiesOf('1.9.0')).toEqual(newest)
  expect(capabilitiesOf('1.7.0')).toEqual(newest)
  expect(capabilitiesOf('1.6.6')).not.toEqual(newest)
})

test('no value of the input is in the template itself', () => {
  const [first] = templateCases
  if (first === undefined) throw new Error('there are no cases')
  const { template } = renderCase(first, source)
  for (const value of ['eu-central-1', 'ami-05fb4f257abd42992', 'm7i.large', '203.0.113.7/32']) {
    expect(template).not.toContain(value)
  }
})
