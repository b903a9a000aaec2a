import { expect, it } from 'vitest'
import { parseTemplate } from '#sandbox/cloudformation/template/parse.ts'
import { checkRules } from '#sandbox/cloudformation/template/rules.ts'

const pseudo = { region: 'eu-central-1', accountId: '123456789012' }

function check(assertion: string, condition = '') {
  const body = `Parameters: {Stage: {Type: String}, Zones: {Type: CommaDelimitedList}}
Rules:
  Only:
    ${condition}
    Assertions:
      - Assert: ${assertion}
        AssertDescription: not like this
Resources: {T: {Type: AWS::SNS::Topic}}
`
  checkRules(parseTemplate(body), { parameters: { Stage: 'live', Zones: ['a', 'b'] }, pseudo })
}

it.each([
  ['!Equals [!Ref Stage, live]'],
  ['!EachMemberIn [!Ref Zones, [a, b, c]]'],
  ['!EachMemberEquals [!ValueOf [Zones, VpcId], vpc-1]'],
  ['!Not [!Contains [!Ref Zones, c]]'],
  ['!Equals [!Ref AWS::Region, eu-central-1]'],
])('holds: %s', assertion => {
  expect(() => check(assertion)).not.toThrow()
})

it('refuses a false assertion in its own words', () => {
  expect(() => check('!Contains [!Ref Zones, c]')).toThrow('not like this')
})

it('skips a rule whose condition is false', () => {
  expect(() => check('!Equals [a, b]', 'RuleCondition: !Equals [!Ref Stage, dev]')).not.toThrow()
})

it('refuses functions that Rules do not have', () => {
  expect(() => check('!If [A, true, false]')).toThrow('unsupported function: Fn::If')
  expect(() => check('!Condition A')).toThrow('unsupported function: Condition')
})
