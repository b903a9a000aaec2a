import { expect, test } from 'vitest'
import { structured } from '#sandbox/cloudformation/api/parameters.ts'

test('a call in the query protocol becomes one object', () => {
  const form = {
    Action: 'CreateStack',
    Version: '2010-05-15',
    StackName: 'web',
    'Capabilities.member.1': 'CAPABILITY_IAM',
    'Parameters.member.1.ParameterKey': 'Size',
    'Parameters.member.1.ParameterValue': '3',
    'Parameters.member.2.ParameterKey': 'Image',
    'Parameters.member.2.UsePreviousValue': 'true',
  }
  expect(structured(form)).toEqual({
    StackName: 'web',
    Capabilities: ['CAPABILITY_IAM'],
    Parameters: [
      { ParameterKey: 'Size', ParameterValue: '3' },
      { ParameterKey: 'Image', UsePreviousValue: true },
    ],
  })
})

test('members are ordered by number, not by text', () => {
  const form = Object.fromEntries(
    [10, 2, 1].map(number => [`ResourcesToSkip.member.${number}`, `R${number}`]),
  )
  expect(structured(form)).toEqual({ ResourcesToSkip: ['R1', 'R2', 'R10'] })
})

test('booleans and numbers are converted by name; other values stay text', () => {
  const form = {
    DisableRollback: 'false',
    TimeoutInMinutes: '15',
    'Tags.member.1.Key': 'live',
    'Tags.member.1.Value': 'true',
  }
  expect(structured(form)).toEqual({
    DisableRollback: false,
    TimeoutInMinutes: 15,
    Tags: [{ Key: 'live', Value: 'true' }],
  })
})

test('an empty list is not an empty text, and a missing one is undefined', () => {
  expect(structured({ Tags: '', Description: '' })).toEqual({ Tags: [], Description: '' })
})
