/** The supported actions of CloudFormation's API; each is a method of the engine. */
export const actions = [
  'CancelUpdateStack',
  'ContinueUpdateRollback',
  'CreateChangeSet',
  'CreateStack',
  'DeleteChangeSet',
  'DeleteStack',
  'DescribeChangeSet',
  'DescribeEvents',
  'DescribeStackEvents',
  'DescribeStackResource',
  'DescribeStackResources',
  'DescribeStacks',
  'ExecuteChangeSet',
  'GetTemplate',
  'GetTemplateSummary',
  'ListChangeSets',
  'ListExports',
  'ListImports',
  'ListStackResources',
  'ListStacks',
  'SignalResource',
  'UpdateStack',
  'UpdateTerminationProtection',
  'ValidateTemplate',
] as const

export type Action = (typeof actions)[number]

export function isAction(name: string): name is Action {
  return (actions as readonly string[]).includes(name)
}
