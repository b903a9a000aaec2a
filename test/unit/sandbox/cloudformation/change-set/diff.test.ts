import { describe, expect, it } from 'vitest'
import { diffStack } from '#sandbox/cloudformation/change-set/diff.ts'
import type { Present, Wanted } from '#sandbox/cloudformation/change-set/wanted.ts'
import { evaluateConditions } from '#sandbox/cloudformation/template/evaluate.ts'
import { resolveParameters } from '#sandbox/cloudformation/template/parameters.ts'
import { parseTemplate } from '#sandbox/cloudformation/template/parse.ts'
import type { Scope } from '#sandbox/cloudformation/template/scope.ts'
import type { Tags } from '#sandbox/cloudformation/types.ts'

const fleet = `
Parameters:
  Image: {Type: AWS::EC2::Image::Id, Default: ami-1}
  Secret: {Type: String, NoEcho: true, Default: hidden}
  GroupName: {Type: String, Default: ''}
Conditions:
  HasName: !Not [!Equals [!Ref GroupName, '']]
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData: {ImageId: !Ref Image, UserData: !Base64 {'Fn::Sub': 'secret=\${Secret}'}}
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      AutoScalingGroupName: !If [HasName, !Ref GroupName, !Ref AWS::NoValue]
      MinSize: '1'
      MaxSize: '2'
      LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber}
  Hook:
    Type: AWS::AutoScaling::LifecycleHook
    Properties: {AutoScalingGroupName: !Ref Group, LifecycleTransition: x}
`

const present: Present = {
  ...wanted(fleet, {}),
  resources: {
    Template: {
      physicalId: 'lt-1',
      attributes: { LatestVersionNumber: '1' },
      properties: {
        LaunchTemplateData: { ImageId: 'ami-1', UserData: Buffer.from('secret=hidden').toString('base64') },
      },
    },
    Group: {
      physicalId: 'group',
      attributes: {},
      properties: { MinSize: 1, MaxSize: 2, LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' } },
    },
    Hook: {
      physicalId: 'hook',
      attributes: {},
      properties: { AutoScalingGroupName: 'group', LifecycleTransition: 'x' },
    },
  },
}

function wanted(
  body: string,
  values: Record<string, string>,
  tags: Tags = {},
): Wanted & { readonly scope: Scope } {
  const template = parseTemplate(body)
  const given = Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }))
  const parameters = resolveParameters(template, given, null, () => undefined)
  const pseudo = {
    accountId: '123456789012',
    region: 'eu-central-1',
    stackId: 'arn:stack',
    stackName: 'stack',
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
    notificationArns: [],
  }
  const conditions = evaluateConditions(template, parameters.resolved, pseudo)
  return {
    template,
    values: parameters.values,
    parameters: parameters.resolved,
    conditions,
    tags,
    scope: {
      parameters: parameters.resolved,
      conditions,
      mappings: template.mappings,
      pseudo,
      resource: () => undefined,
      imported: () => undefined,
      zones: [],
    },
  }
}

function changesTo(
  body: string,
  values: Record<string, string> = {},
  tags: Tags = {},
  before: Present | null = present,
) {
  const after = wanted(body, values, tags)
  return diffStack(before, after, after.scope).map(({ ResourceChange }) => ResourceChange)
}

describe('diffStack', () => {
  it('finds no change between equal stacks, with numbers as text or not', () => {
    expect(changesTo(fleet)).toEqual([])
  })

  it('adds everything to a stack in review', () => {
    const changes = changesTo(fleet, {}, {}, null)
    expect(changes.map(({ Action, LogicalResourceId }) => [Action, LogicalResourceId])).toEqual([
      ['Add', 'Group'],
      ['Add', 'Hook'],
      ['Add', 'Template'],
    ])
    expect(JSON.parse(changes[0]?.AfterContext ?? '').Properties.LaunchTemplate).toEqual({
      LaunchTemplateId: '{{changeSet:KNOWN_AFTER_APPLY}}',
      Version: '{{changeSet:KNOWN_AFTER_APPLY}}',
    })
  })

  it('reports a new image by its parameter, and the group by the version that is not known yet', () => {
    const [group, template, ...rest] = changesTo(fleet, { Image: 'ami-2' })
    expect(rest).toEqual([])
    expect(template).toMatchObject({
      Action: 'Modify',
      PhysicalResourceId: 'lt-1',
      Replacement: 'False',
      Scope: ['Properties'],
    })
    const target = {
      Attribute: 'Properties',
      Name: 'LaunchTemplateData',
      RequiresRecreation: 'Never',
      Path: '/Properties/LaunchTemplateData/ImageId',
      BeforeValue: 'ami-1',
      AfterValue: 'ami-2',
      AttributeChangeType: 'Modify',
    }
    expect(template?.Details).toEqual([
      { Target: target, Evaluation: 'Dynamic', ChangeSource: 'DirectModification' },
      { Target: target, Evaluation: 'Static', ChangeSource: 'ParameterReference', CausingEntity: 'Image' },
    ])
    expect(group).toMatchObject({ Action: 'Modify', Replacement: 'False' })
    expect(group?.Details).toEqual([
      {
        Target: {
          Attribute: 'Properties',
          Name: 'LaunchTemplate',
          RequiresRecreation: 'Never',
          Path: '/Properties/LaunchTemplate/Version',
          BeforeValue: '1',
          AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}',
          AttributeChangeType: 'Modify',
        },
        Evaluation: 'Dynamic',
        ChangeSource: 'ResourceAttribute',
        CausingEntity: 'Template.LatestVersionNumber',
      },
    ])
  })

  it('reports a replacement, and a conditional one of resources that refer to it', () => {
    const [group, hook] = changesTo(fleet, { GroupName: 'other' })
    expect(group).toMatchObject({ Action: 'Modify', Replacement: 'True', PolicyAction: 'ReplaceAndDelete' })
    expect(hook).toMatchObject({
      Replacement: 'Conditional',
      Details: [{ Evaluation: 'Dynamic', ChangeSource: 'ResourceReference', CausingEntity: 'Group' }],
    })
  })

  it('reports direct changes by their smallest part', () => {
    const [group] = changesTo(fleet.replace("MaxSize: '2'", "MaxSize: '3'"))
    expect(group?.Details).toEqual([
      {
        Target: expect.objectContaining({ Path: '/Properties/MaxSize', BeforeValue: '2', AfterValue: '3' }),
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      },
    ])
  })

  it('has no value for an export that does not exist yet', () => {
    const [group] = changesTo(fleet.replace("MinSize: '1'", 'MinSize: !ImportValue size'))
    expect(group?.Details).toMatchObject([{ Target: { AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}' } }])
  })

  it('hides NoEcho values', () => {
    const [, template] = changesTo(fleet, { Secret: 'other' })
    expect(template?.Details[0]).toMatchObject({ Target: { BeforeValue: '****', AfterValue: '****' } })
  })

  it('reports policies and tags separately from properties', () => {
    const [hook] = changesTo(fleet.replace('LifecycleHook\n', 'LifecycleHook\n    DeletionPolicy: Retain\n'))
    expect(hook).toMatchObject({ Scope: ['DeletionPolicy'], Replacement: 'False' })
    expect(changesTo(fleet, {}, { team: 'a' })).toMatchObject([
      { LogicalResourceId: 'Group', Scope: ['Tags'] },
    ])
  })

  it('removes missing resources, or retains them if the policy says so', () => {
    const withoutHook = fleet.slice(0, fleet.indexOf('  Hook:'))
    expect(changesTo(withoutHook)).toMatchObject([{ Action: 'Remove', PolicyAction: 'Delete' }])
    const kept = { ...present, ...wanted(`${fleet}    DeletionPolicy: RetainExceptOnCreate\n`, {}) }
    expect(changesTo(withoutHook, {}, {}, kept)).toMatchObject([{ Action: 'Remove', PolicyAction: 'Retain' }])
  })

  it('refuses another type under the same name', () => {
    expect(() => changesTo(fleet.replace('AutoScaling::LifecycleHook', 'SNS::Topic'))).toThrow(
      'Update of resource type is not permitted.',
    )
  })
})
