import { textOf, textsOf } from '../api-call.ts'
import type { Needs } from '../need.ts'

/** The signing name is `monitoring`; the actions are `cloudwatch:…`. */
function onAlarm(action: string): Needs {
  return ({ parameters, region }, { accountId }) => {
    const named = [textOf(parameters, 'AlarmName') ?? [], textsOf(parameters, 'AlarmNames.member')].flat()
    return (named.length === 0 ? ['*'] : named).map(name => ({
      action: `cloudwatch:${action}`,
      resource: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
    }))
  }
}

function tagged(action: string): Needs {
  return ({ parameters }) => [
    { action: `cloudwatch:${action}`, resource: textOf(parameters, 'ResourceARN') ?? '*' },
  ]
}

export const cloudWatchActions: Readonly<Record<string, Needs>> = {
  DeleteAlarms: onAlarm('DeleteAlarms'),
  DescribeAlarms: onAlarm('DescribeAlarms'),
  PutMetricAlarm: onAlarm('PutMetricAlarm'),
  TagResource: tagged('TagResource'),
  UntagResource: tagged('UntagResource'),
}
