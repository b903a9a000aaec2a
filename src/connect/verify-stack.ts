import { ToolError } from '../errors/tool-error.ts'
import { newRunId } from '../runs/run-id.ts'
import type { VerifyContext } from '../verify/context.ts'
import { whileGroupLocked } from '../verify/group-lock.ts'
import { readVerifyStack, type VerifyStack, verifyStackName } from '../verify/verify-stack.ts'
import type { Aws } from './aws.ts'
import { type Offer, type OfferedStack, offerStack } from './offered-stack.ts'

type Context = Pick<VerifyContext, 'state' | 'clock' | 'random' | 'processes' | 'caller'>
type Deploy = (offered: OfferedStack) => Promise<void>

/**
 * The stack of the VPC, deployed or updated if the user agrees. An update may replace the instance of another
 * verification, so it needs the lock of the group.
 *
 * @throws ToolError STATE_LOCKED, DECLINED, NOT_CONFIRMED, CHANGE_SET_FAILED, STACK_FAILED
 */
export async function openVerifyStack(
  vpcId: string,
  subnetIds: readonly string[],
  aws: Aws,
  offer: Offer,
  context: Context,
  deploy: Deploy = offered => offerStack(offered, aws, offer),
): Promise<VerifyStack> {
  const stackName = verifyStackName(vpcId)
  const client = await aws.clients.cloudFormation()
  const found = readVerifyStack(await client.stack(stackName))
  if (found !== undefined) return found
  return whileGroupLocked(vpcId, newRunId(context.clock, context.random), context, async () => {
    const deployedMeanwhile = readVerifyStack(await settledStack())
    if (deployedMeanwhile !== undefined) return deployedMeanwhile
    await deploy({
      stackName,
      template: 'cfn/verify/template.yml',
      capabilities: ['CAPABILITY_IAM'],
      parameters: { VpcId: vpcId, Subnets: subnetIds.join(',') },
      purpose: 'an empty Auto Scaling group and an ECS cluster to verify AMIs in',
    })
    const deployed = readVerifyStack(await client.stack(stackName))
    if (deployed === undefined) throw notUsable(stackName)
    return deployed
  })

  /** The stack when no operation is in progress, such as that of a command that was killed. */
  async function settledStack() {
    for (;;) {
      const stack = await client.stack(stackName)
      const { status = '' } = stack ?? {}
      const isBusy = status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS'
      if (!isBusy) return stack
      await context.clock.sleep(2000)
    }
  }
}

function notUsable(stackName: string): ToolError {
  return new ToolError('STACK_FAILED', `${stackName} is deployed, but its outputs are missing`, {
    hint: `Delete the stack and run the command again: aws cloudformation delete-stack --stack-name ${stackName}`,
  })
}
