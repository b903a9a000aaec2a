import type { Needs } from '../need.ts'
import { anyResource } from '../need.ts'

const logGroup: Needs = ({ parameters, region }, { accountId }) => [
  { resource: `arn:aws:logs:${region}:${accountId}:log-group:${String(parameters.logGroupName ?? '*')}` },
]

const logStream: Needs = ({ parameters, region }, { accountId }) => {
  const { logGroupName = '*', logStreamName = '*' } = parameters
  const arn = `arn:aws:logs:${region}:${accountId}:log-group:${String(logGroupName)}`
  return [{ resource: `${arn}:log-stream:${String(logStreamName)}` }]
}

const tagged: Needs = ({ parameters }) => [{ resource: String(parameters.resourceArn ?? '*') }]

export const logsActions: Readonly<Record<string, Needs>> = {
  CreateLogGroup: logGroup,
  CreateLogStream: logStream,
  DeleteLogGroup: logGroup,
  DeleteRetentionPolicy: logGroup,
  DescribeLogGroups: anyResource,
  DescribeLogStreams: logGroup,
  FilterLogEvents: logGroup,
  GetLogEvents: logStream,
  PutLogEvents: logStream,
  PutRetentionPolicy: logGroup,
  TagResource: tagged,
  UntagResource: tagged,
}
