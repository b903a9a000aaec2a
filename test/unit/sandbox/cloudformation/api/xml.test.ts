import { expect, test } from 'vitest'
import { toXml } from '#sandbox/cloudformation/api/xml.ts'

test('lists are members, times ISO 8601, texts escaped', () => {
  const stack = {
    StackName: 'a<b',
    CreationTime: new Date('2026-11-21T05:00:00Z'),
    DisableRollback: false,
    Outputs: [{ OutputKey: 'Url', OutputValue: 'x&y' }, { OutputKey: 'Name' }],
  }
  expect(toXml(stack)).toBe(
    '<StackName>a&lt;b</StackName><CreationTime>2026-11-21T05:00:00.000Z</CreationTime>' +
      '<DisableRollback>false</DisableRollback><Outputs>' +
      '<member><OutputKey>Url</OutputKey><OutputValue>x&amp;y</OutputValue></member>' +
      '<member><OutputKey>Name</OutputKey></member></Outputs>',
  )
})

test('a missing value has no element, and an empty list has one', () => {
  expect(toXml({ NextToken: undefined, Reason: null, Stacks: [] })).toBe('<Stacks></Stacks>')
})
