import { expect, test } from 'vitest'
import { requestFor } from '#src/commands/deploy/deploy-one.ts'
import type { Project } from '#src/config/settings.ts'
import { chosen } from '#test/unit/src/stacks/parameter.ts'

const project = {} as Project

test('a deploy keeps the AMI only if the user says so', () => {
  expect(requestFor(project, chosen(), {}).keepAmi).toBe(false)
  expect(requestFor(project, chosen(), { keepAmi: true }).keepAmi).toBe(true)
})

test('an AMI cannot be both given and kept', () => {
  expect(() => requestFor(project, chosen(), { keepAmi: true, ami: 'ami-1' })).toThrow(
    expect.objectContaining({ code: 'AMI_TWICE', exitStatus: 2 }),
  )
})
