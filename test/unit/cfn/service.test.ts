import { expect, test } from 'vitest'
import { filled, plainTemplate } from './plain-template.ts'

const { template, propertiesOf } = await plainTemplate('service')

test('it imports what the cluster stack of the same name exports, and nothing else', async () => {
  const cluster = await plainTemplate('cluster')
  const exported = Object.values(cluster.template.Outputs).map(({ Export }) => filled(Export.Name))
  const imported = [...JSON.stringify(template.Resources).matchAll(/"Fn::ImportValue":"([^"]*)"/g)]
  expect(imported.length).toBeGreaterThan(5)
  for (const [, name = ''] of imported) expect(exported).toContain(filled(name))
})

test('other stacks find it by the exports of its name', () => {
  const names = Object.values(template.Outputs).map(({ Export }) => Export.Name)
  expect(names).toEqual([
    '${AWS::StackName}-Url',
    '${AWS::StackName}-ServiceName',
    '${AWS::StackName}-TargetGroupArn',
    '${AWS::StackName}-LogGroup',
  ])
})

test('a deployment ends at the third failed task and goes back', () => {
  const { DeploymentConfiguration } = propertiesOf<{ DeploymentConfiguration: object }>('Service')
  expect(DeploymentConfiguration).toMatchObject({
    DeploymentCircuitBreaker: {
      Enable: true,
      Rollback: true,
      ResetOnHealthyTask: false,
      ThresholdConfiguration: { Type: 'COUNT', Value: 3 },
    },
  })
})

test('with scaling, an update does not set the number of tasks', () => {
  const { DesiredCount } = propertiesOf<{ DesiredCount: unknown }>('Service')
  expect(DesiredCount).toEqual(['IsScaling', 'AWS::NoValue', 'DesiredCount'])
})

test('no role is allowed more than what the stack names, except for calls without resources', () => {
  const { PolicyDocument } = propertiesOf<{
    PolicyDocument: { Statement: readonly { Action: unknown; Resource: unknown; Sid?: string }[] }
  }>('ExecutionPolicy')
  const wide = PolicyDocument.Statement.filter(({ Resource }) => Resource === '*')
  expect(wide.map(({ Action }) => Action)).toEqual(['ecr:GetAuthorizationToken'])
})
