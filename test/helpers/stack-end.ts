import {
  type CloudFormationClient,
  DescribeEventsCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'

const waits = { create: waitUntilStackCreateComplete, update: waitUntilStackUpdateComplete }

/** Waits up to a minute until the stack is created or updated. Throws with the events that failed. */
export async function stackEnd(
  client: CloudFormationClient,
  operation: keyof typeof waits,
  StackName: string,
): Promise<void> {
  try {
    await waits[operation]({ client, maxWaitTime: 60, minDelay: 1 }, { StackName })
  } catch (error) {
    const events = await failedEvents(client, StackName)
    throw new Error(`${operation} of ${StackName} failed:\n${events.join('\n')}`, { cause: error })
  }
}

async function failedEvents(client: CloudFormationClient, StackName: string): Promise<readonly string[]> {
  const { OperationEvents = [] } = await client.send(
    new DescribeEventsCommand({ StackName, Filters: { FailedEvents: true } }),
  )
  return OperationEvents.map(
    ({ LogicalResourceId, ResourceStatus, ResourceStatusReason, ValidationStatusReason }) =>
      `${LogicalResourceId} ${ResourceStatus}: ${ResourceStatusReason ?? ValidationStatusReason}`,
  )
}
