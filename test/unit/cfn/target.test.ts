import { expect, test } from 'vitest'
import { type Statement as PolicyStatement, promoteStatements } from '#src/session/statements.ts'
import { plainTemplate } from './plain-template.ts'

interface Role {
  readonly Policies: readonly [
    { readonly PolicyDocument: { readonly Statement: readonly PolicyStatement[] } },
  ]
}

const { propertiesOf } = await plainTemplate('target')
const { Statement } = propertiesOf<Role>('Role').Policies[0].PolicyDocument

test('the role of a target may do what a promotion does, and cannot tag AMIs', () => {
  const { Reject, ...promotion } = promoteStatements
  const actions = (statements: readonly Pick<PolicyStatement, 'Action'>[]) =>
    statements.flatMap(({ Action }) => [...Action]).sort()
  expect(actions(Statement)).toEqual(actions(Object.values(promotion)))
})

test('the role reaches only the state and the pointers of its own account', () => {
  const limited = Statement.filter(({ Resource }) => Resource !== '*').map(({ Resource }) => Resource)
  expect(limited.every(resource => String(resource).includes('${AWS::AccountId}'))).toBe(true)
  expect(limited).toHaveLength(2)
})
