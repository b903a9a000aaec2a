import { expect, test } from 'vitest'
import { isTransient } from '#src/aws/transient.ts'
import { ToolError } from '#src/errors/tool-error.ts'

function failed(code: string, cause?: object) {
  return new ToolError(code, 'failed', { hint: '', cause: Object.assign(new Error('failed'), cause) })
}

test.each([
  ['no answer', failed('AWS_UNREACHABLE'), true],
  ['throttling', failed('AWS_CALL_FAILED', { name: 'ThrottlingException' }), true],
  ['a fault of the service', failed('AWS_CALL_FAILED', { $metadata: { httpStatusCode: 503 } }), true],
  ['the first status of a fault', failed('AWS_CALL_FAILED', { $metadata: { httpStatusCode: 500 } }), true],
  ['an error without a cause', new ToolError('AWS_CALL_FAILED', 'failed', { hint: '' }), false],
  [
    'a cause that is no error',
    new ToolError('AWS_CALL_FAILED', 'failed', { hint: '', cause: 'ThrottlingException' }),
    false,
  ],
  ['a refusal', failed('AWS_CALL_FAILED', { $metadata: { httpStatusCode: 400 } }), false],
  ['a denial', failed('ACCESS_DENIED', { name: 'AccessDenied' }), false],
  ['what is no answer of AWS', new Error('odd'), false],
])('%s', (_, error, expected) => {
  expect(isTransient(error)).toBe(expected)
})
