import { expect, test } from 'vitest'
import { assertProject } from '#src/connect/channels-context.ts'

test('channels need a project', () => {
  expect(assertProject({ name: 'shop', file: 'packer-ecs.yaml' })).toBe('shop')
  expect(() => assertProject({ name: null, file: 'packer-ecs.yaml' })).toThrow(
    expect.objectContaining({ code: 'KEY_MISSING', message: 'project is missing (packer-ecs.yaml)' }),
  )
})
