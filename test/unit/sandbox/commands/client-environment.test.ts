import { expect, test } from 'vitest'
import { clientEnvironment } from '#sandbox/commands/client-environment.ts'

const identity = {
  accountId: '912345678901',
  region: 'us-east-1',
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'example',
}

test("the sandbox's address is added to the existing proxy exceptions", () => {
  const { set } = clientEnvironment('http://10.64.0.1', identity, 'localhost,.corp')
  expect(set).toMatchObject({ NO_PROXY: 'localhost,.corp,10.64.0.1', no_proxy: 'localhost,.corp,10.64.0.1' })
})

test('nothing is both set and unset', () => {
  const { set, unset } = clientEnvironment('http://10.64.0.1', identity, undefined)
  expect(unset.filter(name => name in set)).toEqual([])
  expect(set.NO_PROXY).toBe('10.64.0.1')
})
