import { expect, test } from 'vitest'
import type { StackDescription } from '#src/aws/stack.ts'
import { masking } from '#src/stacks/plan/masking.ts'
import { plannedParameters } from '#src/stacks/plan/planned-parameters.ts'

test('a parameter that sets a variable with a secret name is shown without the value, old and new', () => {
  const parameters = {
    Environment1: 'DB_PASSWORD=old',
    Environment2: 'LOG_LEVEL=info',
    Gone: 'API_TOKEN=abc',
  }
  const before = { parameters } as unknown as StackDescription
  const given = (value: string) => ({ value, noEcho: false, source: { kind: 'flag' } }) as const
  const values = { Environment1: given('DB_PASSWORD=new'), Environment2: given('LOG_LEVEL=debug') }
  expect(plannedParameters(values, before, masking([]))).toEqual([
    { name: 'Environment1', before: 'DB_PASSWORD=****', after: 'DB_PASSWORD=****' },
    { name: 'Environment2', before: 'LOG_LEVEL=info', after: 'LOG_LEVEL=debug' },
    { name: 'Gone', before: 'API_TOKEN=****', after: null },
  ])
})
