import { expect, test } from 'vitest'
import { filled, plainTemplate } from './plain-template.ts'

const { propertiesOf, template } = await plainTemplate('cluster')

test('the name of the capacity provider is taken whatever the stack is called', () => {
  const { Name } = propertiesOf<{ Name: string }>('CapacityProvider')
  expect(Name.replace('${AWS::StackName}', 'ecs-prod')).not.toMatch(/^(aws|ecs|fargate)/i)
})

test('other stacks find it by the exports of its name', () => {
  const names = Object.values(template.Outputs).map(({ Export }) => Export.Name)
  expect(names.map(filled)).toEqual([
    'shop-dev-cluster-ClusterName',
    'shop-dev-cluster-ClusterArn',
    'shop-dev-cluster-SecurityGroupId',
    'shop-dev-cluster-CapacityProvider',
    'shop-dev-cluster-VpcId',
    'shop-dev-cluster-Subnets',
  ])
})
