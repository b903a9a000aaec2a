import { describe, expect, test } from 'vitest'
import type { ResourceChange } from '#src/aws/stack.ts'
import { plannedChange } from '#src/stacks/plan/planned-change.ts'
import { change } from './change.ts'

const logs = 'AWS::Logs::LogGroup'

test.each<[string, Partial<ResourceChange>, string, string, boolean]>([
  [
    'a log group replaced',
    { type: logs, replacement: 'True' },
    'replace',
    'replaced: its lines are lost',
    true,
  ],
  [
    'perhaps replaced',
    { type: logs, replacement: 'Conditional' },
    'mayReplace',
    'may be replaced; if so, its lines are lost',
    true,
  ],
  [
    'removed',
    { type: logs, action: 'Remove', policyAction: 'Delete' },
    'remove',
    'deleted: its lines are lost',
    true,
  ],
  [
    'removed but kept',
    { type: logs, action: 'Remove', policyAction: 'Retain' },
    'remove',
    'kept, but no longer part of the stack',
    false,
  ],
  [
    'replaced but kept',
    { type: logs, replacement: 'True', policyAction: 'ReplaceAndRetain' },
    'replace',
    'replaced by an empty one; the old one is kept outside the stack',
    false,
  ],
  [
    'a database removed',
    { type: 'AWS::RDS::DBInstance', action: 'Remove', policyAction: 'Snapshot' },
    'remove',
    'deleted after a snapshot',
    false,
  ],
  [
    'a database replaced',
    { type: 'AWS::RDS::DBInstance', replacement: 'True' },
    'replace',
    'replaced: its data is lost',
    true,
  ],
  ['retention of a log group', { type: logs }, 'change', '', false],
  ['a new log group', { type: logs, action: 'Add', replacement: null }, 'add', '', false],
  [
    'a launch template',
    { type: 'AWS::EC2::LaunchTemplate' },
    'change',
    'creates a new version for instances that are launched from now on',
    false,
  ],
  [
    'a cluster replaced',
    { type: 'AWS::ECS::Cluster', replacement: 'True' },
    'replace',
    'creates a new, empty cluster; the services and tasks of the old one stop',
    false,
  ],
  [
    'a nested stack',
    { type: 'AWS::CloudFormation::Stack' },
    'change',
    'its changes are known only while they are applied',
    false,
  ],
  ['something imported', { type: logs, action: 'Import', replacement: null }, 'import', '', false],
])('%s', (_, given, action, meaning, isDestructive) => {
  expect(plannedChange(change(given), undefined, [])).toMatchObject({ action, meaning, isDestructive })
})

describe('properties', () => {
  test('by their exact path, once, with values where there are any', () => {
    const { properties } = plannedChange(
      change({
        details: [
          {
            name: 'LaunchTemplateData',
            path: '/Properties/LaunchTemplateData/ImageId',
            before: 'ami-1',
            after: 'ami-2',
          },
          { name: 'LaunchTemplateData', path: '/Properties/LaunchTemplateData/ImageId' },
          { name: 'LaunchTemplateData', path: null },
          { attribute: 'Tags', name: null },
        ],
      }),
      undefined,
      [],
    )
    expect(properties).toEqual([
      { path: 'LaunchTemplateData/ImageId', before: 'ami-1', after: 'ami-2' },
      { path: 'LaunchTemplateData', before: null, after: null },
      { path: 'Tags', before: null, after: null },
    ])
  })

  test('never with a secret', () => {
    const details = [{ name: 'MasterUserPassword', before: null, after: 'hunter22' }]
    const { properties } = plannedChange(change({ details }), undefined, ['hunter22'])
    expect(properties).toEqual([{ path: 'MasterUserPassword', before: null, after: '****' }])
  })
})
