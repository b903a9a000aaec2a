import { describe, expect, test } from 'vitest'
import type { ResourceChange } from '#src/aws/stack.ts'
import { masking } from '#src/stacks/plan/masking.ts'
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
  expect(plannedChange(change(given), undefined, masking([]))).toMatchObject({
    action,
    meaning,
    isDestructive,
  })
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
      masking([]),
    )
    expect(properties).toEqual([
      { path: 'LaunchTemplateData/ImageId', before: 'ami-1', after: 'ami-2' },
      { path: 'LaunchTemplateData', before: null, after: null },
      { path: 'Tags', before: null, after: null },
    ])
  })

  test('never with a secret', () => {
    const details = [{ name: 'MasterUserPassword', before: null, after: 'hunter22' }]
    const { properties } = plannedChange(change({ details }), undefined, masking(['hunter22']))
    expect(properties).toEqual([{ path: 'MasterUserPassword', before: null, after: '****' }])
  })

  test('never with a variable whose name is secret, wherever CloudFormation has the name', () => {
    const at = (index: number, member: string) =>
      `/Properties/ContainerDefinitions/0/Environment/${index}/${member}`
    const value = (path: string, before: string | null, after: string | null) => ({ path, before, after })
    const environment = [
      { Name: 'DB_PASS', Value: 'new-pw' },
      { Name: 'MODE', Value: 'b' },
      { Name: 'OTHER', Value: 'c' },
    ]
    const { properties } = plannedChange(
      change({
        type: 'AWS::ECS::TaskDefinition',
        propertiesAfter: { ContainerDefinitions: [{ Environment: environment }] },
        details: [
          value(at(0, 'Value'), 'old-pw', 'new-pw'),
          value(at(1, 'Value'), 'a', 'b'),
          value(at(2, 'Name'), 'PGPASS', 'OTHER'),
          value(at(2, 'Value'), 'old-pg', 'c'),
          value(at(3, 'Value'), 'removed-pw', null),
          value(
            '/Properties/ContainerDefinitions',
            '[{"Environment":[{"Name":"DB_PASS","Value":"old-pw"},{"Name":"MODE","Value":"a"}]}]',
            '[{"Environment":[{"Name":"DB_PASS","Value":"cut o',
          ),
        ],
      }),
      undefined,
      masking([]),
    )
    expect(properties.map(({ before, after }) => [before, after])).toEqual([
      ['****', '****'],
      ['a', 'b'],
      ['PGPASS', 'OTHER'],
      ['****', '****'],
      ['****', null],
      ['[{"Environment":[{"Name":"DB_PASS","Value":"****"},{"Name":"MODE","Value":"a"}]}]', '****'],
    ])
  })

  test('never with the word after a flag for a password', () => {
    const command = ['serve', '--password', 'hunter22']
    const { properties } = plannedChange(
      change({
        propertiesAfter: { ContainerDefinitions: [{ Command: command }] },
        details: [{ path: '/Properties/ContainerDefinitions/0/Command/2', before: 'old', after: 'hunter22' }],
      }),
      undefined,
      masking([]),
    )
    expect(properties).toMatchObject([{ before: '****', after: '****' }])
  })
})
