import { expect, test } from 'vitest'
import { cliCommands } from '#src/stacks/rollback/commands.ts'

const stack = { stackName: 'fleet', capabilities: ['CAPABILITY_IAM'] }

test('the update names every parameter, quoted for a shell, and keeps secrets', () => {
  const parameters = { Text: "it's, so", Secret: '****' }
  expect(cliCommands.update(stack, { parameters }, true)).toBe(
    'aws cloudformation update-stack --stack-name fleet --use-previous-template --capabilities CAPABILITY_IAM --parameters ' +
      `'{"ParameterKey":"Text","ParameterValue":"it'\\''s, so"}' ParameterKey=Secret,UsePreviousValue=true`,
  )
})

test('another template is a file that the user provides', () => {
  expect(cliCommands.update({ stackName: 'fleet', capabilities: [] }, { parameters: {} }, false)).toBe(
    'aws cloudformation update-stack --stack-name fleet --template-body file://TEMPLATE',
  )
})
