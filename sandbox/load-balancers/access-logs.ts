import { type ApiAnswer, apiError, errorAnswer } from '../gateway/api-answer.ts'
import type { ApiRequest } from '../gateway/api-request.ts'
import { structuresOf } from '../iam/api-call.ts'
import { UndecidablePolicy } from '../iam/conditions.ts'
import { applies } from '../iam/evaluate.ts'
import { type Principals, parseBucketPolicy } from '../iam/policy.ts'
import type { AuthorizationWorld } from '../sts/authorize.ts'

/** Writes access logs in every region. */
const service = 'logdelivery.elasticloadbalancing.amazonaws.com'

/** Accounts that write access logs in the regions from before August 2022. */
const accounts: Readonly<Record<string, string>> = {
  'ap-northeast-1': '582318560864',
  'ap-southeast-1': '114774131450',
  'ap-southeast-2': '783225319266',
  'eu-central-1': '054676820928',
  'eu-north-1': '897822967062',
  'eu-west-1': '156460612806',
  'eu-west-2': '652711504416',
  'eu-west-3': '009996457667',
  'us-east-1': '127311923021',
  'us-east-2': '033677994240',
  'us-west-1': '027434742980',
  'us-west-2': '797873946194',
}

/** The answer if a load balancer cannot write the access logs that a call enables; undefined if it can. */
export function accessLogsRefusal(api: ApiRequest, world: AuthorizationWorld): ApiAnswer | undefined {
  if (api.service !== 'elasticloadbalancing' || api.action !== 'ModifyLoadBalancerAttributes')
    return undefined
  const attributes = Object.fromEntries(
    structuresOf(api.parameters, 'Attributes.member').map(({ Key, Value }) => [
      String(Key),
      String(Value ?? ''),
    ]),
  )
  const bucket = attributes['access_logs.s3.bucket']
  if (attributes['access_logs.s3.enabled'] !== 'true' || bucket === undefined) return undefined
  if (bucket === '')
    return errorAnswer(api.protocol, apiError('ValidationError', 'S3Bucket name cannot be empty'))
  const prefix = attributes['access_logs.s3.prefix'] ?? ''
  if (mayWrite(bucket, prefix, api, world)) return undefined
  const message = `Access Denied for bucket: ${bucket}. Please check S3bucket permission`
  return errorAnswer(api.protocol, apiError('InvalidConfigurationRequest', message))
}

function mayWrite(
  bucket: string,
  prefix: string,
  { region, parameters }: ApiRequest,
  { accountId, directory }: AuthorizationWorld,
): boolean {
  const text = directory.buckets[bucket]?.policy
  if (text === undefined || text === null) return false
  const policy = parseBucketPolicy(text)
  const concerned = policy.Statement.filter(({ Principal }) => concerns(Principal, region))
  const folder = prefix === '' ? bucket : `${bucket}/${prefix}`
  const request = {
    action: 's3:PutObject',
    resource: `arn:aws:s3:::${folder}/AWSLogs/${accountId}/ELBAccessLogTestFile`,
    context: {
      'aws:SecureTransport': 'true',
      'aws:SourceAccount': accountId,
      'aws:SourceArn': String(parameters.LoadBalancerArn),
    },
  }
  const reduced = { ...policy, Statement: concerned }
  try {
    return applies(reduced, 'Allow', request) && !applies(reduced, 'Deny', request)
  } catch (error) {
    if (error instanceof UndecidablePolicy) return false
    throw error
  }
}

function concerns(principals: Principals | undefined, region: string): boolean {
  const account = accounts[region]
  const own = ['*', ...(account === undefined ? [] : [account, `arn:aws:iam::${account}:root`])]
  return (
    principals?.Service?.includes(service) === true || (principals?.AWS ?? []).some(one => own.includes(one))
  )
}
