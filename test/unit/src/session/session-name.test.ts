import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sessionName } from '#src/session/session-name.ts'

test('contains the purpose and the user', () => {
  expect(sessionName('bake', 'alice')).toBe('packer-ecs-bake-alice')
  expect(sessionName('bake', 'Images/alice@corp.example')).toBe('packer-ecs-bake-Images-alice@corp.example')
  expect(sessionName('bake', 'z\u00fc r\u{1f600}')).toBe('packer-ecs-bake-z-r')
  expect(sessionName(null, 'alice')).toBe('packer-ecs-alice')
})

test('is always valid for STS', () => {
  fc.assert(
    fc.property(fc.string(), who => {
      expect(sessionName('bake', who)).toMatch(/^[\w+=,.@-]{2,64}$/)
    }),
  )
})
