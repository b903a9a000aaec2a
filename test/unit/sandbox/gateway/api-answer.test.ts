import { expect, test } from 'vitest'
import { apiError, errorAnswer, errorCodeOf, queryAnswer } from '#sandbox/gateway/api-answer.ts'

const error = apiError('RequestLimitExceeded', 'too <fast>')

test('EC2, query, and JSON services each have their own error format', () => {
  expect(errorAnswer('ec2', error).body).toContain(
    '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>too &lt;fast&gt;</Message>',
  )
  expect(errorAnswer('query', error).body).toContain(
    '<ErrorResponse><Error><Type>Sender</Type><Code>RequestLimitExceeded</Code>',
  )
  expect(JSON.parse(String(errorAnswer('json', error).body))).toEqual({
    __type: 'RequestLimitExceeded',
    message: 'too <fast>',
  })
})

test.each([
  ['RequestLimitExceeded', 503],
  ['UnauthorizedOperation', 403],
  ['AuthFailure', 401],
  ['InternalError', 500],
  ['InvalidAMIID.NotFound', 400],
])('%s comes with HTTP status %i', (code, status) => {
  expect(apiError(code, '').status).toBe(status)
})

test.each(['ec2', 'query', 'json', 'rest'] as const)(
  'the code is found again in an error of %s',
  protocol => {
    expect(errorCodeOf(errorAnswer(protocol, error))).toBe('RequestLimitExceeded')
  },
)

test('a successful response has no error code', () => {
  expect(
    errorCodeOf(queryAnswer('http://cloudformation.amazonaws.com/doc/2010-05-15/', 'SignalResource', '')),
  ).toBeNull()
})
