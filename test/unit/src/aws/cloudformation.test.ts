import { expect, test } from 'vitest'
import { createCloudFormation } from '#src/aws/cloudformation.ts'
import { list, queryAnswer, queryError } from '#test/helpers/aws-xml.ts'
import { cannedAnswers } from '#test/helpers/canned-answers.ts'

type Answer = ReturnType<typeof queryAnswer>

/** CloudFormation that gives these answers, in order, whatever it is asked. */
function answering(...answers: readonly Answer[]) {
  let next = 0
  const options = cannedAnswers(() => answers[next++] ?? queryError('NoMoreAnswers'))
  return { client: createCloudFormation(options), requests: options.requests }
}

const event = (id: string, status: string) =>
  `<EventId>${id}</EventId><StackId>arn:aws:cloudformation:us-east-1:1:stack/fleet/1</StackId><ResourceStatus>${status}</ResourceStatus><Timestamp>2026-11-21T00:00:00Z</Timestamp>`
const change = (id: string) =>
  `<Type>Resource</Type><ResourceChange><Action>Modify</Action><LogicalResourceId>${id}</LogicalResourceId></ResourceChange>`

test('a stack that does not exist is undefined, and another error is an error', async () => {
  const missing = answering(queryError('ValidationError', 'Stack with id fleet does not exist'))
  await expect(missing.client.stack('fleet')).resolves.toBeUndefined()
  const invalid = answering(queryError('ValidationError', '1 validation error detected'))
  await expect(invalid.client.stack('fleet')).rejects.toMatchObject({ code: 'AWS_CALL_FAILED' })
  const denied = answering(queryError('AccessDenied'))
  await expect(denied.client.stack('fleet')).rejects.toMatchObject({
    code: 'ACCESS_DENIED',
    message: expect.stringContaining('cloudformation:DescribeStacks'),
  })
})

test('the changes of a change set are read page by page', async () => {
  const page = (id: string, rest: string) =>
    queryAnswer(
      'DescribeChangeSet',
      `<ChangeSetName>c</ChangeSetName><Changes>${list('member', [change(id)])}</Changes>${rest}`,
    )
  const { client, requests } = answering(page('A', '<NextToken>more</NextToken>'), page('B', ''))
  const found = await client.changeSet('c')
  expect(found?.changes.map(({ logicalId }) => logicalId)).toEqual(['A', 'B'])
  expect(new URLSearchParams(requests[1]).get('NextToken')).toBe('more')
})

test('a change set that does not exist is undefined', async () => {
  const { client } = answering(queryError('ChangeSetNotFound'))
  await expect(client.changeSet('c')).resolves.toBeUndefined()
})

test('a parameter without a value keeps its previous one', async () => {
  const { client, requests } = answering(queryAnswer('CreateChangeSet', '<Id>i</Id><StackId>s</StackId>'))
  const created = await client.createChangeSet({
    stackName: 'fleet',
    kind: 'UPDATE',
    name: 'c',
    description: '',
    template: { body: '{}' },
    includesNested: false,
    parameters: [
      { name: 'Min', value: '1' },
      { name: 'Max', usePrevious: true },
    ] as never,
    capabilities: [],
    tags: {},
    role: 'arn:aws:iam::1:role/r',
    notificationTopics: [],
    token: 't',
  })
  expect(created).toEqual({ id: 'i', stackId: 's' })
  const sent = Object.fromEntries(new URLSearchParams(requests[0]))
  expect(sent).toMatchObject({
    'Parameters.member.1.ParameterValue': '1',
    'Parameters.member.2.ParameterKey': 'Max',
    'Parameters.member.2.UsePreviousValue': 'true',
    RoleARN: 'arn:aws:iam::1:role/r',
  })
  expect(sent).not.toHaveProperty('Parameters.member.1.UsePreviousValue')
  // An empty value would remove those of the stack.
  expect(sent).not.toHaveProperty('Tags')
  expect(sent).not.toHaveProperty('NotificationARNs')
})

test('events come from DescribeStackEvents alone, with the next page', async () => {
  const members = list('member', [event('2', 'UPDATE_COMPLETE')])
  const { client, requests } = answering(
    queryAnswer('DescribeStackEvents', `<StackEvents>${members}</StackEvents><NextToken>more</NextToken>`),
  )
  const page = await client.events('fleet', null)
  expect(page.events.map(({ eventId, stackName }) => [eventId, stackName])).toEqual([['2', 'fleet']])
  expect(page.next).toBe('more')
  expect(requests.map(body => new URLSearchParams(body).get('Action'))).toEqual(['DescribeStackEvents'])
})

test('an unknown stack has no events', async () => {
  const { client } = answering(queryError('ValidationError', 'Stack [fleet] does not exist'))
  await expect(client.events('fleet', null)).rejects.toMatchObject({ code: 'AWS_CALL_FAILED' })
})

test('without DescribeEvents there are no validation failures; else those with a reason', async () => {
  const { client } = answering(
    queryError('AccessDenied'),
    queryAnswer(
      'DescribeEvents',
      `<OperationEvents>${list('member', ['<EventId>1</EventId>', '<EventId>2</EventId><ValidationStatusReason>bad</ValidationStatusReason>'])}</OperationEvents>`,
    ),
  )
  await expect(client.validationFailures('c')).resolves.toEqual([])
  const found = await client.validationFailures('c')
  expect(found.map(({ eventId, reason }) => [eventId, reason])).toEqual([['2', 'bad']])
})

test('the findings of the validation can have several pages', async () => {
  const page = (id: string, next: string) =>
    queryAnswer(
      'DescribeEvents',
      `<OperationEvents>${list('member', [`<EventId>${id}</EventId><ValidationStatusReason>bad</ValidationStatusReason>`])}</OperationEvents>${next}`,
    )
  const { client } = answering(page('1', '<NextToken>more</NextToken>'), page('2', ''))
  expect((await client.validationFailures('c')).map(({ eventId }) => eventId)).toEqual(['1', '2'])
})
