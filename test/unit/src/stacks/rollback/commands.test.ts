import { expect, test } from 'vitest'
import { cliCommands } from '#src/stacks/rollback/commands.ts'

const stack = {
  stackName: 'app',
  capabilities: [],
  parameters: {
    ApplicationImageId: 'ami-2',
    MaxSize: '4',
    Password: '****',
    Environment1: 'DB_PASSWORD=new',
  },
}

test('the command has the values that differ, and no secret', () => {
  const earlier = { ...stack.parameters, ApplicationImageId: 'ami-1', Environment1: 'DB_PASSWORD=old' }
  expect(cliCommands.update(stack, { parameters: earlier }, true)).toBe(
    'aws cloudformation update-stack --stack-name app --use-previous-template --parameters ' +
      `'{"ParameterKey":"ApplicationImageId","ParameterValue":"ami-1"}' ` +
      'ParameterKey=MaxSize,UsePreviousValue=true ParameterKey=Password,UsePreviousValue=true ' +
      `'{"ParameterKey":"Environment1","ParameterValue":"****"}'`,
  )
})

test('the values are quoted for a shell, and another template is a file', () => {
  const none = { ...stack, capabilities: ['CAPABILITY_IAM'], parameters: {} }
  expect(cliCommands.update(none, { parameters: { Text: "it's, so" } }, false)).toBe(
    'aws cloudformation update-stack --stack-name app --template-body file://TEMPLATE --capabilities CAPABILITY_IAM --parameters ' +
      `'{"ParameterKey":"Text","ParameterValue":"it'\\''s, so"}'`,
  )
})
