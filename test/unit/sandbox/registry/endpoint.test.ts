import { expect, test } from 'vitest'
import { parseRegistryName, registryNameOf } from '#sandbox/registry/endpoint.ts'

test('the name of a registry has its account and region', () => {
  const name = registryNameOf('123456789012', 'eu-west-1')
  expect(name).toBe('123456789012.dkr.ecr.eu-west-1.amazonaws.com')
  expect(parseRegistryName(name)).toEqual({ accountId: '123456789012', region: 'eu-west-1' })
  expect(parseRegistryName(`${name}:80`)).toEqual({ accountId: '123456789012', region: 'eu-west-1' })
})

test.each([undefined, '10.77.1.1', 'aws.sandbox', '123.dkr.ecr.eu-west-1.amazonaws.com'])(
  'the host %s names no account or region',
  host => {
    expect(parseRegistryName(host)).toBeUndefined()
  },
)
