import { expect, test } from 'vitest'
import { createStackWorld, region } from '#test/helpers/stack-world.ts'

const template = `
Parameters:
  Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /image }
  Vpc: { Type: 'AWS::EC2::VPC::Id', Default: vpc-1 }
  Subnets: { Type: 'List<AWS::EC2::Subnet::Id>', Default: 'subnet-1,subnet-2' }
  Name: { Type: String, Default: one }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`
const call = { StackName: 'a', TemplateBody: template }

/** A caller who may make every call but one, which AWS refuses with this error. */
function callerWithout(refused?: string) {
  const asked: string[] = []
  const refusal = async (service: string, action: string) => {
    asked.push(`${service}:${action}`)
    if (`${service}:${action}` !== refused) return undefined
    return {
      code: 'AccessDeniedException',
      message: `User: u is not authorized to perform: ${refused}`,
      status: 400,
    }
  }
  return { asked, context: { ...region, refusal } }
}

const { engine, settle } = createStackWorld({ '/image': 'ami-1' })
const changeSet = { ...call, StackName: 'b', ChangeSetName: 'c', ChangeSetType: 'CREATE' }

test('parameters are read and checked with the rights of the caller', async () => {
  const { asked, context } = callerWithout()
  await engine.createChangeSet(changeSet, context)
  expect(asked).toEqual([
    'ssm:GetParameters',
    'ec2:DescribeImages',
    'ec2:DescribeVpcs',
    'ec2:DescribeSubnets',
  ])
})

test.each(['createStack', 'updateStack', 'createChangeSet'] as const)(
  '%s fails with the error of the service that refuses the caller',
  async action => {
    if (action === 'updateStack') {
      await engine.createStack(call, region)
      await settle()
    }
    const input = action === 'createChangeSet' ? { ...changeSet, ChangeSetName: 'd' } : call
    await expect(engine[action](input, callerWithout('ssm:GetParameters').context)).rejects.toMatchObject({
      code: 'ValidationError',
      message:
        'User: u is not authorized to perform: ssm:GetParameters (Service: AWSSimpleSystemsManagement; Status Code: 400; Error Code: AccessDeniedException)',
    })
  },
)
