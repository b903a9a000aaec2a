import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from '#sandbox/gateway/call-log.ts'
import { validate } from '#test/contract/validate.ts'
import { ec2Call, iamBody, iamCall, iamError, recordedCall, ssmCall } from '#test/helpers/exchange.ts'
import { canRunSandbox } from '#test/helpers/sandbox.ts'

const volume = (elements: string) =>
  ec2Call('DescribeVolumes', {}, `<volumeSet><item>${elements}</item></volumeSet>`)
const ec2Namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/'
const json = 'application/x-amz-json-1.1'
const withBody = (action: string, body: string, contentType = 'text/xml') =>
  recordedCall(
    `ec2:${action}`,
    {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `Action=${action}&Version=2016-11-15`,
    },
    { headers: { 'content-type': contentType }, body },
  )
const group = { AutoScalingGroupName: 'g' }
const parameter = (members: object) => ssmCall('GetParameter', { Name: 'n' }, { Parameter: members })
const page = (request: object, answer: object) =>
  ssmCall('GetParametersByPath', { Path: '/p', ...request }, answer)
const users = (elements: string) => iamCall('ListUsers', {}, `<Users/>${elements}`)
const role = (body: string, status: number) => iamCall('GetRole', { RoleName: 'r' }, { status, body })

const listing = (query: string, contents: string) =>
  recordedCall(
    's3:ListObjectsV2',
    { method: 'GET', url: `/bucket?list-type=2${query}`, body: '' },
    {
      headers: { 'content-type': 'application/xml' },
      body: `<ListBucketResult>${contents}</ListBucketResult>`,
    },
  )

/** Exchanges that AWS would neither send nor accept, by what the report says about them. */
const faulty: Readonly<Record<string, Call>> = {
  'ec2:DescribeFoo request (message): no such operation: POST /': ec2Call('DescribeFoo', {}, ''),
  'ec2:DescribeVolumes request VolumeIds: is not a member': ec2Call(
    'DescribeVolumes',
    { 'VolumeIds.1': 'v' },
    '',
  ),
  'ec2:DeleteVolume request VolumeId: is missing': ec2Call('DeleteVolume', {}, '<return>true</return>'),
  'ec2:StopInstances request InstanceIds: has the indexes 2 in place of 1': ec2Call(
    'StopInstances',
    { 'InstanceId.2': 'i-1' },
    '',
  ),
  "ec2:DescribeImages request IncludeDeprecated: 'yes' is not a valid boolean": ec2Call(
    'DescribeImages',
    { IncludeDeprecated: 'yes' },
    '',
  ),
  'ec2:DescribeVolumes response Volumes[*].volumeName: is not a member': volume('<volumeName/>'),
  "ec2:DescribeVolumes response Volumes[*].State: 'ready' is not in the enumeration VolumeState":
    volume('<status>ready</status>'),
  "ec2:DescribeVolumes response Volumes[*].Size: 'big' is not a valid integer": volume('<size>big</size>'),
  "ec2:DescribeVolumes response Volumes[*].CreateTime: 'today' is not a timestamp (iso8601)": volume(
    '<createTime>today</createTime>',
  ),
  'ec2:DescribeVolumes response Volumes[*].VolumeId: occurs more than once': volume(
    '<volumeId>v</volumeId><volumeId>v</volumeId>',
  ),
  'ec2:DescribeVolumes response Volumes[*].Attachments: is a text in place of a list': volume(
    '<attachmentSet>none</attachmentSet>',
  ),
  'ec2:DescribeVpcs response (message): has 0 elements requestId, not 1': withBody(
    'DescribeVpcs',
    `<DescribeVpcsResponse xmlns="${ec2Namespace}"/>`,
  ),
  'ec2:DescribeSubnets response (message): the namespace is missing, not http://ec2.amazonaws.com/doc/2016-11-15':
    withBody(
      'DescribeSubnets',
      '<DescribeSubnetsResponse><requestId>1</requestId></DescribeSubnetsResponse>',
    ),
  'ec2:DescribeTags response (message): is not XML: not well-formed (invalid token): line 1, column 0':
    withBody('DescribeTags', '{}'),
  'ec2:DescribeRegions response Content-Type: text/html is not of the protocol ec2': withBody(
    'DescribeRegions',
    `<DescribeRegionsResponse xmlns="${ec2Namespace}"><requestId>1</requestId></DescribeRegionsResponse>`,
    'text/html',
  ),
  "iam:GetRole response Code: 'Absent' is neither declared by the operation nor common": role(
    iamError('Absent'),
    404,
  ),
  'iam:GetRole response Code: NoSuchEntity has status 400, not 404': role(iamError('NoSuchEntity'), 400),
  "iam:GetRole response Type: 'Client' is neither Sender nor Receiver": role(
    iamError('NoSuchEntity', 'Client'),
    404,
  ),
  'iam:GetRole response (message): has no element ErrorResponse/Error': role('<Response/>', 404),
  'iam:GetUser response User: is missing': iamCall('GetUser', {}, ''),
  'iam:CreateUser request UserName: length 65 is more than 64': iamCall(
    'CreateUser',
    { UserName: 'u'.repeat(65) },
    '',
  ),
  "iam:DeleteUser request UserName: 'a b' does not match [\\w+=,.@-]+": iamCall(
    'DeleteUser',
    { UserName: 'a b' },
    {
      status: 200,
      body: iamBody('DeleteUser', '').replace(/<DeleteUserResult.*Result>/, ''),
    },
  ),
  'iam:ListUsers response IsTruncated: is True, without a token': users('<IsTruncated>true</IsTruncated>'),
  'iam:ListUsers response Marker: is empty; the last page has no token': users('<Marker/>'),
  'ssm:GetParameter request WithDecription: is not a member': ssmCall(
    'GetParameter',
    { Name: 'n', WithDecription: true },
    {},
  ),
  'ssm:GetParameter response Parameter.Kind: is not a member': parameter({ Kind: 'x' }),
  'ssm:GetParameter response Parameter.Value: is null; AWS omits the member': parameter({ Value: null }),
  "ssm:GetParameter response Parameter.Version: '1' is not a valid long": parameter({ Version: '1' }),
  "ssm:GetParameter response Parameter.LastModifiedDate: 'today' is not a timestamp (unixTimestamp)":
    parameter({
      LastModifiedDate: 'today',
    }),
  'ssm:GetParameter response __type: is missing': ssmCall('GetParameter', { Name: 'n' }, {}, 400),
  'ssm:GetParametersByPath request MaxResults: 0 is less than 1': page({ MaxResults: 0 }, {}),
  'ssm:GetParametersByPath request MaxResults: 11 is more than 10': page({ MaxResults: 11 }, {}),
  "ssm:GetParametersByPath request NextToken: 'x' is not from an earlier response": page(
    { NextToken: 'x' },
    {},
  ),
  'ssm:GetParametersByPath response Parameters: has 2 items; the request asks for at most 1': page(
    { MaxResults: 1 },
    { Parameters: [{ Name: 'a' }, { Name: 'b' }] },
  ),
  'ssm:DescribeParameters request X-Amz-Target: is not AmazonSSM.DescribeParameters': recordedCall(
    'ssm:DescribeParameters',
    { headers: { 'content-type': json, 'x-amz-target': 'Ssm.DescribeParameters' }, body: '{}' },
    { headers: { 'content-type': json }, body: '{}' },
  ),
  's3:ListObjectsV2 request prefixes: is not a member of the query string': listing('&prefixes=a', ''),
  "s3:ListObjectsV2 request MaxKeys: 'all' is not a valid integer": listing('&max-keys=all', ''),
  's3:ListObjectsV2 response Contents[*].Length: is not a member': listing(
    '',
    '<Contents><Key>a</Key><Length>1</Length></Contents>',
  ),
  'cloudwatch:DescribeAlarms request (message): is not CBOR': recordedCall(
    'monitoring:DescribeAlarms',
    {
      url: '/service/GraniteServiceVersion20100801/operation/DescribeAlarms',
      headers: { 'content-type': 'application/cbor' },
      body: 'x',
    },
    { headers: { 'content-type': 'application/cbor' }, body: '' },
  ),
  'autoscaling:SetDesiredCapacity request (message): uses the protocol json; the service has query':
    recordedCall(
      'autoscaling:SetDesiredCapacity',
      {
        headers: { 'content-type': json, 'x-amz-target': 'AutoScaling.SetDesiredCapacity' },
        body: JSON.stringify({ ...group, DesiredCapacity: 1 }),
      },
      { headers: { 'content-type': json }, body: '{}' },
    ),
}

/** Exchanges as AWS sends them, of each protocol. */
const correct: readonly Call[] = [
  volume('<volumeId>vol-1</volumeId><size>8</size><createTime>2026-11-21T00:00:00.000Z</createTime>'),
  ec2Call('DeleteVolume', { VolumeId: 'vol-1' }, '<return>true</return>'),
  users('<IsTruncated>true</IsTruncated><Marker>two</Marker>'),
  iamCall('ListUsers', { Marker: 'two' }, '<Users/><IsTruncated>false</IsTruncated>'),
  role(iamError('NoSuchEntity'), 404),
  listing('&prefix=a%2F', '<Contents><Key>a/b</Key><Size>1</Size></Contents>'),
  parameter({ Name: 'n', Type: 'String', Version: 1, LastModifiedDate: 1764000000.5 }),
  ssmCall('GetParameter', { Name: 'n' }, { __type: 'ParameterNotFound' }, 400),
]

describe.skipIf(!canRunSandbox)('the validator of exchanges', () => {
  let folder: string
  let report: Awaited<ReturnType<typeof validate>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exchanges-'))
    report = await validated(Object.values(faulty), 0)
  })

  afterAll(() => rm(folder, { recursive: true }))

  async function validated(calls: readonly Call[], leastActions: number) {
    const file = join(folder, 'calls.ndjson')
    await writeFile(file, calls.map(call => `${JSON.stringify(call)}\n`).join(''))
    return validate(file, leastActions)
  }

  test.each(Object.keys(faulty))('reports %s', violation => {
    expect(report.lines).toContain(violation)
  })

  test('reports nothing else, ends with the counts, and fails', () => {
    const count = Object.keys(faulty).length
    expect(report.lines.slice(0, -1)).toHaveLength(count)
    expect(report.lines.at(-1)).toMatch(
      new RegExp(`^${count} exchanges of \\d+ actions, ${count} violations$`),
    )
    expect(report.exitCode).toBe(1)
  })

  test('accepts what AWS sends', async () => {
    const { exitCode, lines } = await validated(correct, 4)
    expect(lines).toEqual(['8 exchanges of 5 actions, 0 violations'])
    expect(exitCode).toBe(0)
  })

  test('fails when too few actions succeeded', async () => {
    const { exitCode, lines } = await validated(correct, 6)
    expect(lines.at(0)).toBe('only 5 actions succeeded; at least 6 must')
    expect(exitCode).toBe(1)
  })
})
