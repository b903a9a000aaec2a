import { describe, expect, test } from 'vitest'
import type { Project } from '#src/config/settings.ts'
import { allStacks, chooseStack, stacksOfEnvironment } from '#src/stacks/choose.ts'
import { chosen } from './parameter.ts'

const { settings } = chosen()
const cluster = { ...settings, parameterFiles: { dev: 'cfn/cluster/dev.cfg', live: 'cfn/cluster/live.cfg' } }
const web = { ...settings, name: 'web' }

function project(stacks: Project['stacks']): Project {
  return { file: '/p/packer-ecs.yaml', folder: '/p', name: 'fleet', stacks } as Project
}

test('a stack in an environment', () => {
  expect(chooseStack(project({ cluster, web }), 'cluster', 'live')).toEqual({
    stack: 'cluster',
    environment: 'live',
    stackName: 'fleet-live-cluster',
    settings: cluster,
    template: '/p/cluster.yml',
    parameterFile: '/p/cfn/cluster/live.cfg',
    channel: null,
  })
})

test('the only environment and the only stack need not be named', () => {
  const only = { ...cluster, parameterFiles: { dev: 'dev.cfg' } }
  expect(chooseStack(project({ cluster: only }), undefined, undefined)).toMatchObject({
    stackName: 'fleet-dev-cluster',
  })
})

test('without parameter files any environment may be named, or none where the name has none', () => {
  expect(chooseStack(project({ cluster: settings }), 'cluster', 'test')).toMatchObject({
    stackName: 'fleet-test-cluster',
    parameterFile: null,
  })
  expect(chooseStack(project({ web }), 'web', undefined)).toMatchObject({
    stackName: 'web',
    environment: null,
  })
})

describe('refused', () => {
  test.each([
    ['an unknown stack', { cluster }, 'clutser', 'dev', 'STACK_UNKNOWN', 'Did you mean "cluster"?'],
    ['a stack where there are none', {}, 'cluster', 'dev', 'STACK_UNKNOWN', 'docs/configuration.md'],
    ['no stack of several', { cluster, web }, undefined, undefined, 'STACK_NOT_CHOSEN', 'cluster, web'],
    ['no stack of none', {}, undefined, undefined, 'STACK_NOT_CHOSEN', 'docs/configuration.md'],
    ['an unknown environment', { cluster }, 'cluster', 'prod', 'ENVIRONMENT_UNKNOWN', 'dev, live'],
    ['no environment of several', { cluster }, 'cluster', undefined, 'ENVIRONMENT_NOT_CHOSEN', 'dev, live'],
    [
      'no environment of none',
      { cluster: settings },
      'cluster',
      undefined,
      'ENVIRONMENT_NOT_CHOSEN',
      '--env',
    ],
  ])('%s', (_, stacks, name, environment, code, hint) => {
    expect(() => chooseStack(project(stacks), name, environment)).toThrow(
      expect.objectContaining({ code, exitStatus: 2, hint: expect.stringContaining(hint) }),
    )
  })
})

describe('all stacks, for what only looks', () => {
  const shop = { ...settings, name: 'shop-{env}' }
  const names = (stacks: Project['stacks'], named?: string, environment?: string) =>
    allStacks(project(stacks), named, environment).map(({ stackName }) => stackName)

  test('in every environment, or in one', () => {
    expect(names({ cluster, web, shop })).toEqual(['fleet-dev-cluster', 'fleet-live-cluster', 'web'])
    expect(names({ cluster, web, shop }, undefined, 'dev')).toEqual(['fleet-dev-cluster', 'web', 'shop-dev'])
  })

  test('of one name', () => {
    expect(names({ cluster, web }, 'cluster')).toEqual(['fleet-dev-cluster', 'fleet-live-cluster'])
    expect(names({})).toEqual([])
  })

  test.each([
    ['an unknown name', { cluster }, 'clutser', undefined, 'STACK_UNKNOWN'],
    ['an environment that none has', { cluster }, undefined, 'prod', 'ENVIRONMENT_UNKNOWN'],
    [
      'none that could be looked at without an environment',
      { shop },
      undefined,
      undefined,
      'ENVIRONMENT_NOT_CHOSEN',
    ],
  ])('refuses %s', (_, stacks, named, environment, code) => {
    expect(() => names(stacks, named, environment)).toThrow(expect.objectContaining({ code, exitStatus: 2 }))
  })
})

describe('the stacks of an environment', () => {
  const names = (...given: Parameters<typeof stacksOfEnvironment>) =>
    stacksOfEnvironment(...given).map(({ stackName }) => stackName)

  test('are all that have it', () => {
    const service = { ...settings, parameterFiles: { live: 'service-live.cfg' } }
    expect(names(project({ cluster, service }), 'live')).toEqual(['fleet-live-cluster', 'fleet-live-service'])
    expect(names(project({ cluster, service }), 'dev')).toEqual(['fleet-dev-cluster'])
  })

  test('need no environment where there is only one', () => {
    const dev = { ...settings, parameterFiles: { dev: 'dev.cfg' } }
    const plain = { ...settings, parameterFiles: {} }
    expect(names(project({ cluster: dev, web, plain }), undefined)).toEqual([
      'fleet-dev-cluster',
      'web',
      'fleet-dev-plain',
    ])
  })

  test.each([
    ['of several, none is given', { cluster }, undefined, 'ENVIRONMENT_NOT_CHOSEN'],
    ['no stack has it', { cluster }, 'prod', 'ENVIRONMENT_UNKNOWN'],
    ['there are no stacks', {}, 'dev', 'STACK_NOT_CHOSEN'],
  ])('are refused where %s', (_, stacks, environment, code) => {
    expect(() => names(project(stacks), environment)).toThrow(expect.objectContaining({ code }))
  })
})
