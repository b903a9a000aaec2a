import { expect, test } from 'vitest'
import { pseudoParameters } from '#src/stacks/template/pseudo-parameters.ts'

const inPartition = (partition: string) =>
  pseudoParameters('fleet', {
    region: 'cn-north-1',
    caller: async () => ({ accountId: '1', arn: 'a', name: 'n', partition }),
  })

test('are known from the caller, the region and the name of the stack', async () => {
  expect(await inPartition('aws-cn')).toEqual({
    'AWS::AccountId': '1',
    'AWS::Partition': 'aws-cn',
    'AWS::Region': 'cn-north-1',
    'AWS::StackName': 'fleet',
    'AWS::URLSuffix': 'amazonaws.com.cn',
  })
  expect(await inPartition('aws-us-gov')).toMatchObject({ 'AWS::URLSuffix': 'amazonaws.com' })
})
