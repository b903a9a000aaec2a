import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from '#test/helpers/bake.ts'
import { plainTemplate } from './plain-template.ts'

describe.each(['cluster', 'service'])('the template of the %s', async stack => {
  const { body, template } = await plainTemplate(stack)

  test('fits into a call without a bucket', () => {
    expect(Buffer.byteLength(body)).toBeLessThan(51_200)
  })

  describe('parameters', () => {
    const parameters = Object.entries(template.Parameters)

    test.each(parameters)(
      '%s says what it is for, and what is wrong with a value that is refused',
      (_, of) => {
        const isChecked = [of.AllowedPattern, of.MinValue, of.MinLength, of.MaxLength].some(
          given => given !== undefined,
        )
        expect(of.Description).toMatch(/\.$/)
        expect(of.ConstraintDescription !== undefined).toBe(isChecked)
      },
    )

    test('are each in one group of the console', () => {
      const groups = template.Metadata['AWS::CloudFormation::Interface'].ParameterGroups
      expect(groups.flatMap(group => group.Parameters).sort()).toEqual(
        parameters.map(([name]) => name).sort(),
      )
    })

    test('are in the guide, each with its default', async () => {
      const guide = await readFile(join(repository, `docs/${stack}.md`), 'utf8')
      const rows = [...guide.matchAll(/^\| (`[A-Z][^|]*) \|([^|]*)\|/gm)]
      const told = rows.flatMap(([, names = '', defaults = '']) => {
        const values = defaults.trim().split(', ')
        return names.split(', ').map((name, index) => [name, values[index] ?? ''])
      })
      const made = parameters.map(([name, { Default = '' }]) => [
        `\`${name}\``,
        Default === '' ? '' : `\`${Default}\``,
      ])
      expect(told.sort()).toEqual(made.sort())
    })

    test('are those that the example gives', async () => {
      const lines = (await readFile(join(repository, `cfn/${stack}/dev.cfg`), 'utf8')).trim().split('\n')
      const names = lines.map(line => line.slice(0, line.indexOf('=')))
      expect(Object.keys(template.Parameters)).toEqual(expect.arrayContaining(names))
    })
  })
})
