import { type ApiCall, textOf } from '../api-call.ts'
import { anyResource, type Lookups, type Needs } from '../need.ts'

const parameter: Needs = (call, lookups) => [
  { resource: parameterArn(call, lookups, textOf(call.parameters, 'Name') ?? '*') },
]

/** SSM checks an AMI with the caller's rights. */
const newParameter: Needs = (call, lookups) => [
  ...parameter(call, lookups),
  ...(call.parameters.DataType === 'aws:ec2:image' ? [{ action: 'ec2:DescribeImages', resource: '*' }] : []),
]

const parameters: Needs = (call, lookups) =>
  namesIn(call.parameters.Names).map(name => ({ resource: parameterArn(call, lookups, name) }))

const parametersByPath: Needs = (call, lookups) => [
  { resource: parameterArn(call, lookups, textOf(call.parameters, 'Path') ?? '*') },
]

/** The document of a session is a separate resource; the default is Session Manager's shell. */
const startSession: Needs = (call, { accountId }) => {
  const { region } = call
  const target = textOf(call.parameters, 'Target') ?? '*'
  const document = textOf(call.parameters, 'DocumentName') ?? 'SSM-SessionManagerRunShell'
  const owner = document.startsWith('AWS-') ? '' : accountId
  return [
    { resource: `arn:aws:ec2:${region}:${accountId}:instance/${target}`, taggedId: target },
    { resource: `arn:aws:ssm:${region}:${owner}:document/${document}` },
  ]
}

const session: Needs = ({ region, parameters: { SessionId } }, { accountId }) => [
  { resource: `arn:aws:ssm:${region}:${accountId}:session/${String(SessionId)}` },
]

const tagged: Needs = (call, lookups) => [
  { resource: parameterArn(call, lookups, String(call.parameters.ResourceId)) },
]

export const ssmActions: Readonly<Record<string, Needs>> = {
  AddTagsToResource: tagged,
  DeleteParameter: parameter,
  DescribeInstanceInformation: anyResource,
  GetParameter: parameter,
  GetParameters: parameters,
  GetParametersByPath: parametersByPath,
  PutParameter: newParameter,
  RemoveTagsFromResource: tagged,
  ResumeSession: session,
  StartSession: startSession,
  TerminateSession: session,
}

/** ARNs of AWS's public parameters have no account. */
function parameterArn({ region }: ApiCall, { accountId }: Lookups, name: string): string {
  const account = name.startsWith('/aws/service/') ? '' : accountId
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
