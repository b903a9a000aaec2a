import type { StackDescription } from '../aws/stack.ts'

/** The outputs of cfn/verify that a verification uses. */
export interface VerifyStack {
  readonly stackName: string
  readonly cluster: string
  readonly group: string
  readonly idleTemplate: { readonly id: string; readonly version: string }
  readonly instanceProfileArn: string
  readonly securityGroupId: string
  readonly subnetIds: readonly string[]
  readonly taskDefinition: string
}

/** Of the output `Layout` of cfn/verify/template.yml. A later one, of a newer packer-ecs, has the same outputs. */
const layout = 2

/** One stack per VPC, because a security group belongs to one. */
export function verifyStackName(vpcId: string): string {
  return `packer-ecs-verify-${vpcId}`
}

/** Undefined if the stack does not exist, is not complete, or has an older layout: it has to be deployed. */
export function readVerifyStack(stack: StackDescription | undefined): VerifyStack | undefined {
  if (stack === undefined || !/^(CREATE|UPDATE(_ROLLBACK)?)_COMPLETE$/.test(stack.status)) return undefined
  const { Layout, ...outputs } = stack.outputs
  if (!(Number(Layout) >= layout)) return undefined
  const output = (name: string) => outputs[name] ?? ''
  return {
    stackName: stack.stackName,
    cluster: output('ClusterName'),
    group: output('GroupName'),
    idleTemplate: { id: output('IdleTemplateId'), version: output('IdleTemplateVersion') },
    instanceProfileArn: output('InstanceProfileArn'),
    securityGroupId: output('SecurityGroupId'),
    subnetIds: output('Subnets').split(','),
    taskDefinition: output('TaskDefinition'),
  }
}
