import { describe, expect, test } from 'vitest'
import { createEc2 } from '#src/aws/ec2.ts'
import { ec2Answer, ec2Error, list } from '#test/helpers/aws-xml.ts'
import { cannedAnswers } from '#test/helpers/canned-answers.ts'

/** EC2 that gives these answers, in order. */
function answering(...answers: ReturnType<typeof ec2Answer>[]) {
  const options = cannedAnswers(() => answers.shift() ?? ec2Error('NoMoreAnswers'))
  return { client: createEc2(options), requests: options.requests }
}

const images = (ids: readonly string[], rest = '') =>
  ec2Answer(
    'DescribeImages',
    `<imagesSet>${list(
      'item',
      ids.map(id => `<imageId>${id}</imageId>`),
    )}</imagesSet>${rest}`,
  )

test.each(['InvalidAMIID.NotFound', 'InvalidAMIID.Malformed', 'InvalidAMIID.Unavailable'])(
  'an AMI is undefined after %s',
  async code => {
    await expect(answering(ec2Error(code)).client.image('ami-1')).resolves.toBeUndefined()
  },
)

test('an AMI that the caller cannot see is undefined, and a refused call is an error', async () => {
  await expect(answering(images([])).client.image('ami-1')).resolves.toBeUndefined()
  const denied = answering(ec2Error('UnauthorizedOperation'))
  await expect(denied.client.image('ami-1')).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
})

test('AMIs of the account are read page by page, with every tag as a filter', async () => {
  const { client, requests } = answering(images(['ami-1'], '<nextToken>more</nextToken>'), images(['ami-2']))
  const found = await client.ownImages({ 'packer-ecs:image': '*', 'packer-ecs:state': 'complete' })
  expect(found.map(({ imageId }) => imageId)).toEqual(['ami-1', 'ami-2'])
  expect(Object.fromEntries(new URLSearchParams(requests[0]))).toMatchObject({
    'Owner.1': 'self',
    'Filter.1.Name': 'tag:packer-ecs:image',
    'Filter.1.Value.1': '*',
    'Filter.2.Name': 'tag:packer-ecs:state',
    IncludeDeprecated: 'true',
  })
  expect(new URLSearchParams(requests[1]).get('NextToken')).toBe('more')
})

describe('the console', () => {
  const output = (text: string) =>
    ec2Answer('GetConsoleOutput', `<output>${Buffer.from(text).toString('base64')}</output>`)

  test('is the latest output', async () => {
    const { client, requests } = answering(output('latest'))
    await expect(client.consoleOutput('i-1')).resolves.toBe('latest')
    expect(requests[0]).toContain('Latest=true')
  })

  test('is that after the last boot where EC2 has no latest output', async () => {
    const { client, requests } = answering(ec2Error('UnsupportedOperation'), output('boot'))
    await expect(client.consoleOutput('i-1')).resolves.toBe('boot')
    expect(requests[1]).not.toContain('Latest')
  })

  test('is empty while there is none', async () => {
    await expect(answering(ec2Answer('GetConsoleOutput', '')).client.consoleOutput('i-1')).resolves.toBe('')
  })

  test('of a missing instance is an error', async () => {
    const { client } = answering(ec2Error('InvalidInstanceID.NotFound'))
    await expect(client.consoleOutput('i-1')).rejects.toMatchObject({ code: 'AWS_CALL_FAILED' })
  })
})

test('an unknown instance type has no architectures', async () => {
  const { client } = answering(ec2Error('InvalidInstanceType'))
  await expect(client.architectures('t9.huge')).resolves.toBeUndefined()
})

test('keys of snapshots are named once, without snapshots that have none', async () => {
  const snapshots = ['<kmsKeyId>k</kmsKeyId>', '<snapshotId>s</snapshotId>', '<kmsKeyId>k</kmsKeyId>']
  const { client } = answering(
    ec2Answer('DescribeSnapshots', `<snapshotSet>${list('item', snapshots)}</snapshotSet>`),
  )
  await expect(client.snapshotKeys(['s', 't'])).resolves.toEqual(['k'])
})

test('who can launch an AMI and copy a snapshot is one list each', async () => {
  const launching = ['<userId>1</userId>', '<organizationArn>o</organizationArn>', '<group>all</group>']
  const { client } = answering(
    ec2Answer('DescribeImageAttribute', `<launchPermission>${list('item', launching)}</launchPermission>`),
    ec2Answer(
      'DescribeSnapshotAttribute',
      `<createVolumePermission>${list('item', ['<userId>1</userId>'])}</createVolumePermission>`,
    ),
  )
  await expect(client.launchPermissions('ami-1')).resolves.toEqual(['1', 'o', 'all'])
  await expect(client.volumePermissions('snap-1')).resolves.toEqual(['1'])
})

test('the default network has its subnets in the order of their zones; without one it is undefined', async () => {
  const subnet = (id: string, zone: string) =>
    `<vpcId>vpc-1</vpcId><subnetId>${id}</subnetId><availabilityZone>${zone}</availabilityZone>`
  const { client } = answering(
    ec2Answer(
      'DescribeSubnets',
      `<subnetSet>${list('item', [subnet('subnet-b', 'us-east-1b'), subnet('subnet-a', 'us-east-1a')])}</subnetSet>`,
    ),
    ec2Answer('DescribeSubnets', '<subnetSet/>'),
  )
  await expect(client.defaultNetwork()).resolves.toEqual({
    vpcId: 'vpc-1',
    subnetIds: ['subnet-a', 'subnet-b'],
  })
  await expect(client.defaultNetwork()).resolves.toBeUndefined()
})

test('encryption by default is off unless EC2 says otherwise', async () => {
  const answer = (content: string) => ec2Answer('GetEbsEncryptionByDefault', content)
  const { client } = answering(answer('<ebsEncryptionByDefault>true</ebsEncryptionByDefault>'), answer(''))
  await expect(client.encryptionByDefault()).resolves.toBe(true)
  await expect(client.encryptionByDefault()).resolves.toBe(false)
})

describe('launch templates of builds', () => {
  const templates = (ids: readonly string[]) =>
    ec2Answer(
      'DescribeLaunchTemplates',
      `<launchTemplates>${list(
        'item',
        ids.map(
          id => `<launchTemplateId>${id}</launchTemplateId><launchTemplateName>n-${id}</launchTemplateName>`,
        ),
      )}</launchTemplates>`,
    )
  const versions = (found: readonly (readonly [string, number, string])[], rest = '') =>
    ec2Answer(
      'DescribeLaunchTemplateVersions',
      `<launchTemplateVersionSet>${list(
        'item',
        found.map(
          ([id, number, key]) =>
            `<launchTemplateId>${id}</launchTemplateId><versionNumber>${number}</versionNumber><launchTemplateData><keyName>${key}</keyName></launchTemplateData>`,
        ),
      )}</launchTemplateVersionSet>${rest}`,
    )
  const named = { 'launch-template-name': ['n-*'] }

  test('have the key pairs of their first versions, read in one call for all of them', async () => {
    const { client, requests } = answering(
      templates(['lt-1', 'lt-2', 'lt-3']),
      versions(
        [
          ['lt-1', 1, 'one'],
          ['lt-2', 2, 'changed'],
          ['lt-9', 1, 'stranger'],
        ],
        '<nextToken>more</nextToken>',
      ),
      versions([['lt-3', 1, 'three']]),
    )
    const found = await client.buildTemplates(named)
    expect(found.map(({ name, keyName }) => [name, keyName])).toEqual([
      ['n-lt-1', 'one'],
      ['n-lt-2', ''],
      ['n-lt-3', 'three'],
    ])
    expect(requests).toHaveLength(3)
  })

  test('that do not exist need no second call', async () => {
    const { client, requests } = answering(templates([]))
    await expect(client.buildTemplates(named)).resolves.toEqual([])
    expect(requests).toHaveLength(1)
  })
})
