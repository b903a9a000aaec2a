import { expect, test } from 'vitest'
import { parseRequest } from '#sandbox/gateway/api-request.ts'

const scope = (service: string, region = 'eu-west-1') =>
  `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261121/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`
const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
const parse = (headers: Record<string, string>, body = '', url = '/') =>
  parseRequest({ headers, url, body: Buffer.from(body) }, 'us-east-1')

test('a query call of EC2', () => {
  const body = 'Action=RunInstances&Version=2016-11-15&ImageId=ami-1&TagSpecification.1.Tag.1.Key=a%20b'
  expect(parse({ ...form, authorization: scope('ec2') }, body)).toEqual({
    service: 'ec2',
    action: 'RunInstances',
    region: 'eu-west-1',
    protocol: 'ec2',
    accessKeyId: 'AKIAEXAMPLE',
    parameters: {
      Action: 'RunInstances',
      Version: '2016-11-15',
      ImageId: 'ami-1',
      'TagSpecification.1.Tag.1.Key': 'a b',
    },
  })
})

test('the target identifies a JSON call', () => {
  const headers = { 'x-amz-target': 'AmazonSSM.GetParameter', authorization: scope('ssm') }
  expect(parse(headers, '{"Name":"/x"}')).toMatchObject({
    service: 'ssm',
    action: 'GetParameter',
    protocol: 'json',
    parameters: { Name: '/x' },
  })
})

test.each([
  ['AmazonEC2ContainerServiceV20141113.RegisterContainerInstance', 'ecs'],
  ['Logs_20140328.PutLogEvents', 'logs'],
])('an unsigned call is told by its target: %s', (target, service) => {
  expect(parse({ 'x-amz-target': target }, '{}')).toMatchObject({
    service,
    region: 'us-east-1',
    accessKeyId: undefined,
  })
})

test('the version identifies an unsigned query call', () => {
  expect(parse(form, 'Action=SignalResource&Version=2010-05-15&StackName=s')).toMatchObject({
    service: 'cloudformation',
    action: 'SignalResource',
    protocol: 'query',
  })
})

test('the path identifies a call of the CBOR protocol', () => {
  const url = '/service/GraniteServiceVersion20100801/operation/PutMetricData'
  expect(parse({ authorization: scope('monitoring') }, '', url)).toMatchObject({
    service: 'monitoring',
    action: 'PutMetricData',
    protocol: 'json',
  })
})

test('the path identifies calls of IAM Identity Center unless they are signed', () => {
  const portal = '/federation/credentials?role_name=Images&account_id=1'
  expect(parse({}, '', portal)).toMatchObject({
    service: 'sso',
    action: 'GetRoleCredentials',
    protocol: 'rest',
    parameters: { role_name: 'Images', account_id: '1' },
  })
  const refresh = parse({ 'content-type': 'application/json' }, '{"grantType":"refresh_token"}', '/token')
  expect(refresh).toMatchObject({
    service: 'sso-oidc',
    action: 'CreateToken',
    parameters: { grantType: 'refresh_token' },
  })
  expect(parse({ authorization: scope('s3') }, '', '/token')).toMatchObject({ service: 's3', action: '' })
})

test('the URL of a presigned call contains its scope', () => {
  const url =
    '/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Credential=AKIAEXAMPLE%2F20261121%2Fus-west-2%2Fsts%2Faws4_request'
  expect(parse({}, '', url)).toMatchObject({
    service: 'sts',
    action: 'GetCallerIdentity',
    region: 'us-west-2',
    accessKeyId: 'AKIAEXAMPLE',
  })
})

test('a body that is not JSON has no parameters', () => {
  expect(parse({ 'x-amz-target': 'AmazonSSM.GetParameter' }, '{').parameters).toEqual({})
})

test.each([
  ['PUT', '/artifacts/packer-ecs/a%20b.template?x-id=PutObject', 'PutObject', 'packer-ecs/a b.template'],
  ['HEAD', '/artifacts/a', 'HeadObject', 'a'],
  ['GET', '/artifacts?list-type=2&prefix=', 'ListObjectsV2', undefined],
  ['HEAD', '/artifacts', 'HeadBucket', undefined],
  ['PUT', '/artifacts?versioning', 'PutBucketVersioning', undefined],
  ['DELETE', '/artifacts?policy', 'DeleteBucketPolicy', undefined],
  ['GET', '/artifacts?versions&prefix=a', 'ListObjectVersions', undefined],
  ['GET', '/artifacts/a?versionId=1', 'GetObject', 'a'],
  ['GET', '/artifacts?acl', '', undefined],
  ['PUT', '/artifacts/a?tagging', '', 'a'],
  ['GET', '/', '', undefined],
])('method and path identify a call of S3: %s %s', (method, url, action, key) => {
  const call = parseRequest(
    { method, url, headers: { authorization: scope('s3') }, body: Buffer.from('') },
    'us-east-1',
  )
  expect(call).toMatchObject({ service: 's3', protocol: 'rest-xml', action })
  expect(call.parameters.Key).toBe(key)
})

test('headers of S3 that decide about permissions are parameters', () => {
  const headers = {
    authorization: scope('s3'),
    'x-amz-copy-source': 'other/a',
    'if-match': '"1"',
    'x-amz-expected-bucket-owner': '123456789012',
  }
  const call = parseRequest({ method: 'PUT', url: '/b/k', headers, body: Buffer.from('') }, 'us-east-1')
  expect(call.action).toBe('CopyObject')
  expect(call.parameters).toEqual({
    Bucket: 'b',
    Key: 'k',
    CopySource: 'other/a',
    ExpectedBucketOwner: '123456789012',
    IfMatch: '"1"',
  })
})
