import { textOf } from '../api-call.ts'
import type { Needs } from '../need.ts'

const topic: Needs = ({ parameters, region }, { accountId }) => [
  {
    resource:
      textOf(parameters, 'TopicArn') ??
      textOf(parameters, 'SubscriptionArn') ??
      textOf(parameters, 'ResourceArn') ??
      `arn:aws:sns:${region}:${accountId}:${textOf(parameters, 'Name') ?? '*'}`,
  },
]

export const snsActions: Readonly<Record<string, Needs>> = {
  CreateTopic: topic,
  DeleteTopic: topic,
  GetTopicAttributes: topic,
  SetTopicAttributes: topic,
  Subscribe: topic,
  TagResource: topic,
  Unsubscribe: topic,
  UntagResource: topic,
}
