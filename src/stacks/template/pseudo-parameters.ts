import type { StacksContext } from '../context.ts'

/** Pseudo parameters that are known before CloudFormation is called, as values for `evaluator`. */
export async function pseudoParameters(
  stackName: string,
  { region, caller }: Pick<StacksContext, 'region' | 'caller'>,
): Promise<Readonly<Record<string, string>>> {
  const { accountId, partition } = await caller()
  return {
    'AWS::AccountId': accountId,
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  }
}
