import { expect, test } from 'vitest'
import { asToolError } from '#src/errors/tool-error.ts'

const systemError = (code: string) =>
  Object.assign(new Error(`${code}: write`), { code, path: '/full/run.json' })

test.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EROFS', 'NOT_PERMITTED'],
  ['EACCES', 'NOT_PERMITTED'],
])('%s is %s, with the file', (system, code) => {
  expect(asToolError(systemError(system))).toMatchObject({
    code,
    message: expect.stringContaining('/full/run.json'),
  })
})

test.each([[new TypeError('x is undefined')], ['a string'], [undefined]])(
  'anything else is UNEXPECTED: %s',
  thrown => {
    expect(asToolError(thrown)).toMatchObject({ code: 'UNEXPECTED', exitStatus: 1 })
  },
)
