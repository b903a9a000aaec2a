import { expect, test } from 'vitest'
import { parseLine } from '#src/packer/machine-readable.ts'

test('splits timestamp, target, type and data', () => {
  expect(parseLine('1795180106,amazon-ebs.ecs,artifact,0,id,us-east-1:ami-1')).toEqual({
    timestamp: 1795180106,
    target: 'amazon-ebs.ecs',
    type: 'artifact',
    data: ['0', 'id', 'us-east-1:ami-1'],
  })
})

test('restores commas and line breaks', () => {
  expect(parseLine('1,,ui,say,a%!(PACKER_COMMA) b\\nc\\rd')?.data).toEqual(['say', 'a, b\nc\rd'])
})

test.each([
  '',
  'panic: runtime error',
  '2026/11/21 01:00:00 [INFO] Packer version: 1.16.0, go',
  '1,x',
  ',,ui,say,x',
])('ignores %j, which has another format', line => {
  expect(parseLine(line)).toBeUndefined()
})
