import { expect, test } from 'vitest'
import type { Json } from '#src/config/settings.ts'
import { inImportOrder } from '#src/stacks/deploy/import-order.ts'
import { chosen, template } from '#test/unit/src/stacks/parameter.ts'

interface Stack {
  readonly exports?: readonly Json[]
  readonly imports?: readonly Json[]
  readonly parameters?: Readonly<Record<string, string | null>>
  readonly given?: Readonly<Record<string, string>>
  /** A nested stack. */
  readonly nested?: Stack
}

function order(stacks: Readonly<Record<string, Stack>>): string[] {
  const parts = Object.entries(stacks).map(([stack, { given = {}, nested, ...own }]) => ({
    chosen: { ...chosen(), stack, stackName: `shop-dev-${stack}` },
    tree: { template: templateOf(own), nested: nested === undefined ? [] : [nestedIn(nested)] },
    given: {
      values: Object.fromEntries(Object.entries(given).map(flag)),
      amis: [],
      notices: [],
      fileText: null,
    },
  }))
  return inImportOrder(parts).map(({ chosen: { stack } }) => stack)
}

function templateOf({ exports = [], imports = [], parameters = {} }: Stack) {
  const defaults = Object.entries(parameters).map(([name, value]) => [name, { default: value }])
  const values = imports.map(name => ({ 'Fn::ImportValue': name }))
  return {
    ...template(Object.fromEntries(defaults), { Own: { properties: { values } } }),
    outputs: Object.fromEntries(exports.map((Name, index) => [`Output${index}`, { Export: { Name } }])),
  }
}

function nestedIn(stack: Stack) {
  const reference = { path: 'nested.yml', line: 1, start: 0, end: 0 }
  return { reference, tree: { template: templateOf(stack), nested: [] } }
}

function flag([name, value]: [string, string]) {
  return [name, { name, value, source: { kind: 'flag' as const } }] as const
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

test('names with the region and the account are compared', () => {
  const name = { 'Fn::Sub': '${AWS::Region}-${AWS::AccountId}-vpc' }
  expect(order({ web: { imports: [name] }, network: { exports: [name] } })).toEqual(['network', 'web'])
})

test('imports of nested stacks count', () => {
  expect(order({ web: { nested: { imports: ['vpc'] } }, network: { nested: { exports: ['vpc'] } } })).toEqual(
    ['network', 'web'],
  )
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
