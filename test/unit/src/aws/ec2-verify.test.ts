import { expect, test } from 'vitest'
import { createEc2 } from '#src/aws/ec2.ts'
import { ec2Answer, ec2Error, list } from '#test/helpers/aws-xml.ts'
import { cannedAnswers } from '#test/helpers/canned-answers.ts'

/** EC2 that gives these answers, in order. */
function answering(...answers: ReturnType<typeof ec2Answer>[]) {
  const options = cannedAnswers(() => answers.shift() ?? ec2Error('NoMoreAnswers'))
  const request = (index = 0) => Object.fromEntries(new URLSearchParams(options.requests[index]))
  return { client: createEc2(options), request }
}

const data = {
  imageId: 'ami-1',
  instanceType: 't3.medium',
  instanceProfileArn: 'arn:profile',
  securityGroupIds: ['sg-1'],
  metadataOptions: null,
  volumes: [],
  publicAddress: null,
  userData: Buffer.from('text'),
  tags: {},
}
const created = ec2Answer(
  'CreateLaunchTemplate',
  '<launchTemplate><createTime>2026-11-30T14:00:00.000Z</createTime></launchTemplate>',
)

test('the time of a launch template is that of AWS', async () => {
  const { client } = answering(created)
  expect(await client.createLaunchTemplate('verify', data, {})).toEqual(new Date('2026-11-30T14:00:00Z'))
})

test('security groups are those of the network interface if the template says whether it has a public address', async () => {
  const { client, request } = answering(created, created)
  await client.createLaunchTemplate('verify', data, {})
  await client.createLaunchTemplate('verify', { ...data, publicAddress: false }, {})
  expect(request(0)).toMatchObject({ 'LaunchTemplateData.SecurityGroupId.1': 'sg-1' })
  expect(request(1)).toMatchObject({
    'LaunchTemplateData.NetworkInterface.1.DeviceIndex': '0',
    'LaunchTemplateData.NetworkInterface.1.AssociatePublicIpAddress': 'false',
    'LaunchTemplateData.NetworkInterface.1.SecurityGroupId.1': 'sg-1',
  })
  expect(request(1)).not.toHaveProperty(['LaunchTemplateData.SecurityGroupId.1'])
})

test('launch templates are found by their tags, page by page', async () => {
  const page = (name: string, rest = '') =>
    ec2Answer(
      'DescribeLaunchTemplates',
      `<launchTemplates>${list('item', [
        `<launchTemplateName>${name}</launchTemplateName><tagSet><item><key>group</key><value>fleet</value></item></tagSet>`,
      ])}</launchTemplates>${rest}`,
    )
  const { client, request } = answering(page('one', '<nextToken>more</nextToken>'), page('two'))
  expect(await client.taggedLaunchTemplates({ group: 'fleet' })).toEqual([
    { name: 'one', tags: { group: 'fleet' } },
    { name: 'two', tags: { group: 'fleet' } },
  ])
  expect(request()).toMatchObject({ 'Filter.1.Name': 'tag:group', 'Filter.1.Value.1': 'fleet' })
})

test.each([
  ['<hypervisor>xen</hypervisor>', true],
  ['<hypervisor>nitro</hypervisor>', false],
  // Bare metal.
  ['', false],
])('an instance type with %j has a late console: %s', async (hypervisor, expected) => {
  const types = `<instanceTypeSet><item><instanceType>t2.micro</instanceType>${hypervisor}</item></instanceTypeSet>`
  const { client } = answering(ec2Answer('DescribeInstanceTypes', types))
  expect(await client.isXen('t2.micro')).toBe(expected)
})
