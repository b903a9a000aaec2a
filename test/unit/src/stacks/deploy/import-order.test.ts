import { expect, test } from 'vitest'
import type { Json } from '#src/config/settings.ts'
import { inImportOrder } from '#src/stacks/deploy/import-order.ts'
import { chosen, template } from '#test/unit/src/stacks/parameter.ts'

interface Stack {
  readonly exports?: readonly Json[]
  readonly imports?: readonly Json[]
  readonly parameters?: Readonly<Record<string, string | null>>
  readonly given?: Readonly<Record<string, string>>
}

function order(stacks: Readonly<Record<string, Stack>>): string[] {
  const parts = Object.entries(stacks).map(
    ([stack, { exports = [], imports = [], parameters = {}, given = {} }]) => ({
      chosen: { ...chosen(), stack, stackName: `shop-dev-${stack}` },
      template: {
        ...template(
          Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { default: value }])),
          { Own: { properties: { values: imports.map(name => ({ 'Fn::ImportValue': name })) } } },
        ),
        outputs: Object.fromEntries(exports.map((Name, index) => [`Output${index}`, { Export: { Name } }])),
      },
      given: {
        values: Object.fromEntries(
          Object.entries(given).map(([name, value]) => [
            name,
            { name, value, source: { kind: 'flag' as const } },
          ]),
        ),
        amis: [],
        notices: [],
        fileText: null,
      },
    }),
  )
  return inImportOrder(parts).map(({ chosen: { stack } }) => stack)
}

const cluster = { exports: [{ 'Fn::Sub': '${AWS::StackName}-ClusterName' }] }

test('a stack comes after the one whose values it imports by a parameter', () => {
  const service = {
    imports: [{ 'Fn::Sub': '${ClusterStack}-ClusterName' }],
    parameters: { ClusterStack: null },
    given: { ClusterStack: 'shop-dev-cluster' },
  }
  expect(order({ service, cluster })).toEqual(['cluster', 'service'])
})

test('the default of a parameter counts where nothing else is given', () => {
  const service = { imports: [{ Ref: 'Name' }], parameters: { Name: 'shop-dev-cluster-ClusterName' } }
  expect(order({ service, cluster })).toEqual(['cluster', 'service'])
})

test('without imports of each other, the order of the configuration stays', () => {
  expect(order({ b: { imports: ['elsewhere'] }, a: {}, cluster })).toEqual(['b', 'a', 'cluster'])
})

test('a name that only CloudFormation knows does not count', () => {
  expect(order({ service: { imports: [{ 'Fn::GetAtt': ['Own', 'Name'] }] }, cluster })).toEqual([
    'service',
    'cluster',
  ])
})

test('a chain is followed', () => {
  const chain = {
    web: { imports: ['data'] },
    data: { exports: ['data'], imports: ['network'] },
    network: { exports: ['network'] },
  }
  expect(order(chain)).toEqual(['network', 'data', 'web'])
})

test('stacks that import values of each other are refused, with their names', () => {
  const circle = { a: { exports: ['a'], imports: ['b'] }, b: { exports: ['b'], imports: ['a'] }, c: {} }
  expect(() => order(circle)).toThrow(
    expect.objectContaining({ code: 'STACKS_CIRCULAR', message: expect.stringContaining('a, b') }),
  )
})
