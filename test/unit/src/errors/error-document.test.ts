import { expect, test } from 'vitest'
import { errorDocument } from '#src/errors/error-document.ts'
import { ConfigurationError } from '#src/errors/fault.ts'
import { ToolError } from '#src/errors/tool-error.ts'

test('an error without the output that belongs to it', () => {
  const error = new ToolError('SCRIPT_FAILED', 'own.sh failed', { hint: 'Mend it.', details: ['+ false'] })
  expect(errorDocument(error)).toEqual({ code: 'SCRIPT_FAILED', message: 'own.sh failed', hint: 'Mend it.' })
})

test('the document has every fault of a file', () => {
  const fault = (line: number) => ({
    code: 'KEY_UNKNOWN',
    file: 'a.yaml',
    line,
    what: 'key',
    hint: 'Remove it.',
  })
  const { message } = errorDocument(new ConfigurationError([fault(1), fault(7)]))
  expect(message.split('\n')).toEqual([
    '2 faults in a.yaml',
    'KEY_UNKNOWN  key (a.yaml:1). Remove it.',
    'KEY_UNKNOWN  key (a.yaml:7). Remove it.',
  ])
})
