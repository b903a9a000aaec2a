import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from '#test/helpers/bake.ts'
import { body, filled, propertiesOf, template } from './cluster-template.ts'

test('fits into a call without a bucket', () => {
  expect(Buffer.byteLength(body)).toBeLessThan(51_200)
})

describe('parameters', () => {
  const parameters = Object.entries(template.Parameters)

  test.each(parameters)('%s says what it is for, and what is wrong with a value that is refused', (_, of) => {
    const isChecked = of.AllowedValues === undefined && !of.Type.includes('AWS::')
    expect(of.Description).toMatch(/\.$/)
    expect(of.ConstraintDescription !== undefined).toBe(isChecked)
  })

  test('are each in one group of the console', () => {
    const groups = template.Metadata['AWS::CloudFormation::Interface'].ParameterGroups
    expect(groups.flatMap(group => group.Parameters).sort()).toEqual(parameters.map(([name]) => name).sort())
  })

  test('are in the guide, each with its default', async () => {
    const guide = await readFile(join(repository, 'docs/cluster.md'), 'utf8')
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
    const lines = (await readFile(join(repository, 'cfn/cluster/dev.cfg'), 'utf8')).trim().split('\n')
    const names = lines.map(line => line.slice(0, line.indexOf('=')))
    expect(Object.keys(template.Parameters)).toEqual(expect.arrayContaining(names))
  })
})

test('the name of the capacity provider is taken whatever the stack is called', () => {
  const { Name } = propertiesOf<{ Name: string }>('CapacityProvider')
  expect(Name.replace('${AWS::StackName}', 'ecs-prod')).not.toMatch(/^(aws|ecs|fargate)/i)
})

test('other stacks find it by the exports of its name', () => {
  const names = Object.values(template.Outputs).map(({ Export }) => Export.Name)
  expect(names.map(filled)).toEqual([
    'shop-dev-cluster-ClusterName',
    'shop-dev-cluster-ClusterArn',
    'shop-dev-cluster-SecurityGroupId',
    'shop-dev-cluster-CapacityProvider',
    'shop-dev-cluster-VpcId',
    'shop-dev-cluster-Subnets',
  ])
})
