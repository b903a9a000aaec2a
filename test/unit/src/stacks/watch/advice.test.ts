import { expect, test } from 'vitest'
import { advice } from '#src/stacks/watch/advice.ts'
import type { Verdict } from '#src/stacks/watch/verdict.ts'

const type = 'AWS::AutoScaling::AutoScalingGroup'
const stackId = 'arn:aws-us-gov:cloudformation:us-gov-west-1:123456789012:stack/web/1'
const reason = 'Failed to receive 1 resource signal(s)'
const nothing = { stackId, reason, type, instanceId: null, verdict: null, log: [] }
const verdict = (result: Verdict['result'], stage: string): Verdict => ({
  result,
  stage,
  reason: '',
  cluster: 'web',
  lastLines: [],
})

test.each([
  ['a stage of first run', { ...nothing, verdict: verdict('failed', 'data-volume') }, /dataVolume: none/],
  ['a wrong cluster', { ...nothing, verdict: verdict('failed', 'cluster') }, /ECS_CLUSTER/],
  ['a stage from a newer image', { ...nothing, verdict: verdict('failed', 'new') }, /recipe/],
  [
    'a stage named like a member of every object',
    { ...nothing, verdict: verdict('failed', 'constructor') },
    /recipe/,
  ],
  [
    'an instance that joined but could not say so',
    { ...nothing, verdict: verdict('joined', 'joined') },
    /STACK_NAME/,
  ],
  ['an instance that said nothing', { ...nothing, instanceId: 'i-1' }, /get-console-output/],
  [
    'an AMI of others whose user data never signals',
    { ...nothing, instanceId: 'i-1' },
    /With another AMI, check that the user data runs cfn-signal/,
  ],
  [
    'user data that signals a failure',
    { ...nothing, instanceId: 'i-1', reason: 'Received 1 FAILURE signal(s) out of 1.' },
    /^The user data of i-1 signaled the failure: .*cloud-init-output\.log/,
  ],
  [
    'a wait condition that changes',
    {
      ...nothing,
      type: 'AWS::CloudFormation::WaitCondition',
      reason: 'Update to resource type AWS::CloudFormation::WaitCondition is not supported.',
    },
    /WaitForInstances=false, which is safe/,
  ],
  ['a group without instances', nothing, /describe-scaling-activities/],
  [
    'a key that is disabled',
    {
      ...nothing,
      reason: 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state',
    },
    /aws kms enable-key/,
  ],
  [
    'a key that may not be used',
    { ...nothing, reason: 'Client.InternalError: Client error on launch' },
    /create-grant .* arn:aws-us-gov:iam::123456789012:role/,
  ],
  [
    'rights',
    { ...nothing, type: 'AWS::IAM::Role', reason: 'User is not authorized to perform: iam:CreateRole' },
    /stacks/,
  ],
  [
    'an export that others import',
    { ...nothing, reason: 'Export web-Vpc cannot be deleted as it is in use by shop' },
    /list-imports/,
  ],
  [
    'an export that does not exist',
    { ...nothing, reason: 'No export named web-Vpc found' },
    /exports this value/,
  ],
  ['a failure of AWS', { ...nothing, reason: 'Internal Failure' }, /AWS Support/],
  ['too many calls', { ...nothing, reason: 'Rate exceeded' }, /deploy again/],
  [
    'cfn-init that failed',
    { ...nothing, instanceId: 'i-1', log: ['Error occurred during build: Command 01_run failed'] },
    /^cfn-init failed: Command 01_run failed\..* on i-1 /,
  ],
  [
    'cfn-init whose error is a sentence',
    { ...nothing, instanceId: 'i-1', log: ['Error occurred during build: exit status 1.'] },
    /^cfn-init failed: exit status 1\. Correct/,
  ],
  [
    'a subnet that does not exist',
    {
      ...nothing,
      type: 'AWS::CloudFormation::Stack',
      reason:
        'Parameter validation failed: parameter value subnet-1 for parameter name Subnets does not exist. Rollback requested by user.',
    },
    /^Set the parameter to one that exists in this account and region/,
  ],
  [
    'an AMI that does not exist',
    {
      ...nothing,
      reason:
        "You must use a valid fully-formed launch template. The image id '[ami-275ffe31]' does not exist",
    },
    /^The AMI was deleted, or it belongs to another region or account\./,
  ],
  [
    'an unknown cause',
    { ...nothing, type: 'AWS::Logs::LogGroup', reason: 'odd' },
    /^Resolve what the reason names, and deploy again\.$/,
  ],
] as const)('%s has its way out', (_, failure, remedy) => {
  expect(advice(failure)).toMatch(remedy)
})
