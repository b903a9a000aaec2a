import { describe, expect, test } from 'vitest'
import { createEcs } from '#src/aws/ecs.ts'
import { createKms } from '#src/aws/kms.ts'
import { createSsm } from '#src/aws/ssm.ts'
import { cannedAnswers } from '#test/helpers/canned-answers.ts'

type Content = Readonly<Record<string, unknown>>

const answer = (content: Content) => ({ status: 200, body: JSON.stringify(content) })
const refusal = (__type: string) => ({ status: 400, body: JSON.stringify({ __type, message: __type }) })

/** A service that gives these answers, in order. */
function answering(...answers: ReturnType<typeof answer>[]) {
  return cannedAnswers(() => answers.shift() ?? refusal('NoMoreAnswers'))
}

function sent({ requests }: ReturnType<typeof answering>): Content[] {
  return requests.map(body => JSON.parse(body))
}

describe('SSM', () => {
  test('a parameter has a value, or does not exist', async () => {
    const ssm = createSsm(answering(answer({ Parameter: { Value: 'v' } }), refusal('ParameterNotFound')))
    await expect(ssm.parameter('/a')).resolves.toBe('v')
    await expect(ssm.parameter('/a')).resolves.toBeUndefined()
  })

  test('a parameter has a version', async () => {
    const ssm = createSsm(
      answering(answer({ Parameter: { Value: 'v', Version: 3 } }), refusal('ParameterNotFound')),
    )
    await expect(ssm.parameterVersion('/a')).resolves.toEqual({ value: 'v', version: 3, dataType: 'text' })
    await expect(ssm.parameterVersion('/a')).resolves.toBeUndefined()
  })

  test('a parameter is overwritten as a string of its data type', async () => {
    const service = answering(answer({ Version: 4, Tier: 'Standard' }))
    const parameter = { name: '/a', value: 'ami-1', dataType: 'aws:ec2:image' as const }
    await expect(createSsm(service).putParameter(parameter)).resolves.toBe(4)
    expect(sent(service)).toEqual([
      {
        Name: '/a',
        Value: 'ami-1',
        Type: 'String',
        DataType: 'aws:ec2:image',
        Tier: 'Standard',
        Overwrite: true,
      },
    ])
  })

  test('a refused call is an error', async () => {
    const ssm = createSsm(answering(refusal('AccessDeniedException')))
    await expect(ssm.parameter('/a')).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  })
})

describe('KMS', () => {
  const principal = 'arn:aws:iam::1:role/auto-scaling'
  const policy = (text: string) => answer({ Policy: text })
  const allowing = (AWS: string, Effect = 'Allow') =>
    policy(JSON.stringify({ Statement: [{ Effect, Principal: { AWS }, Action: 'kms:*', Resource: '*' }] }))

  test('a key has its state and manager', async () => {
    const KeyMetadata = { Arn: 'arn:k', KeyManager: 'AWS', KeyState: 'Enabled' }
    const kms = createKms(answering(answer({ KeyMetadata })))
    await expect(kms.key('k')).resolves.toEqual({ arn: 'arn:k', isAwsManaged: true, state: 'Enabled' })
  })

  test('a key that does not exist is missing; one that cannot be described is undefined', async () => {
    const kms = createKms(answering(refusal('NotFoundException'), refusal('AccessDeniedException')))
    await expect(kms.key('k')).resolves.toEqual({ arn: 'k', isAwsManaged: false, state: 'Missing' })
    await expect(kms.key('k')).resolves.toBeUndefined()
  })

  test('another error is an error', async () => {
    const kms = createKms(answering(refusal('InvalidArnException')))
    await expect(kms.key('k')).rejects.toMatchObject({ code: 'AWS_CALL_FAILED' })
  })

  test('a principal in the key policy has a grant; grants are not read then', async () => {
    const service = answering(allowing(principal))
    await expect(createKms(service).isGrantedTo('k', principal)).resolves.toBe(true)
    expect(service.requests).toHaveLength(1)
  })

  test('a longer name in the key policy is not the principal', async () => {
    const kms = createKms(answering(allowing(`${principal}-other`), answer({ Grants: [] })))
    await expect(kms.isGrantedTo('k', principal)).resolves.toBe(false)
  })

  test('a principal that the key policy denies has no use of a grant', async () => {
    const service = answering(allowing(principal, 'Deny'))
    await expect(createKms(service).isGrantedTo('k', principal)).resolves.toBe(false)
    expect(service.requests).toHaveLength(1)
  })

  test('a denial of connections without TLS does not matter', async () => {
    const Statement = [
      { Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:*', Resource: '*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]
    const kms = createKms(answering(policy(JSON.stringify({ Statement }))))
    await expect(kms.isGrantedTo('k', principal)).resolves.toBe(true)
  })

  test('a key policy without kms:DescribeKey leaves it unknown', async () => {
    const Action = ['kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKey*']
    const Statement = [{ Effect: 'Allow', Principal: { AWS: principal }, Action, Resource: '*' }]
    const kms = createKms(answering(policy(JSON.stringify({ Statement })), answer({ Grants: [] })))
    await expect(kms.isGrantedTo('k', principal)).resolves.toBeUndefined()
  })

  test('a key policy that only AWS can evaluate leaves it unknown, unless there is a grant', async () => {
    const strange = policy('{"Statement": {"Effect": "Allow", "NotPrincipal": "*"}}')
    const kms = createKms(answering(strange, answer({ Grants: [] })))
    await expect(kms.isGrantedTo('k', principal)).resolves.toBeUndefined()
    const granted = createKms(answering(strange, answer({ Grants: [{ GranteePrincipal: principal }] })))
    await expect(granted.isGrantedTo('k', principal)).resolves.toBe(true)
  })

  test('grants are read page by page', async () => {
    const other = { Grants: [{ GranteePrincipal: 'other' }], Truncated: true, NextMarker: 'more' }
    const service = answering(
      policy('{}'),
      answer(other),
      answer({ Grants: [{ GranteePrincipal: principal }] }),
    )
    await expect(createKms(service).isGrantedTo('k', principal)).resolves.toBe(true)
    expect(sent(service)[2]).toMatchObject({ Marker: 'more' })
  })

  test.each([
    ['the policy', [refusal('AccessDeniedException'), answer({ Grants: [] })]],
    ['the grants', [policy('{}'), refusal('AccessDeniedException')]],
  ])('it is unknown if %s cannot be read', async (_, answers) => {
    await expect(createKms(answering(...answers)).isGrantedTo('k', principal)).resolves.toBeUndefined()
  })
})

describe('ECS', () => {
  const instance = {
    containerInstanceArn: 'arn:c',
    ec2InstanceId: 'i-1',
    status: 'ACTIVE',
    agentConnected: true,
    versionInfo: { agentVersion: '1.108.1' },
    runningTasksCount: 2,
    registeredResources: [
      { name: 'CPU', integerValue: 2048 },
      { name: 'MEMORY', integerValue: 4000 },
    ],
    remainingResources: [
      { name: 'CPU', integerValue: 1024 },
      { name: 'MEMORY', integerValue: 1000 },
    ],
  }

  test('container instances are listed page by page and described', async () => {
    const service = answering(
      answer({ containerInstanceArns: ['arn:c'], nextToken: 'more' }),
      answer({ containerInstances: [instance] }),
      answer({ containerInstanceArns: ['arn:d'] }),
      answer({ containerInstances: [{ containerInstanceArn: 'arn:d' }] }),
    )
    const [first, second] = await createEcs(service).containerInstances('web', 'DRAINING')
    expect(first).toEqual({
      arn: 'arn:c',
      instanceId: 'i-1',
      status: 'ACTIVE',
      agentConnected: true,
      agentVersion: '1.108.1',
      runningTasks: 2,
      used: { cpu: 1024, memory: 3000 },
      free: { cpu: 1024, memory: 1000 },
    })
    expect(second).toMatchObject({ arn: 'arn:d', agentConnected: false, agentVersion: null })
    expect(sent(service)[0]).toMatchObject({ cluster: 'web', status: 'DRAINING' })
    expect(sent(service)[2]).toMatchObject({ nextToken: 'more' })
  })

  test('a cluster without instances, or that does not exist, has none; nothing is described', async () => {
    const service = answering(answer({ containerInstanceArns: [] }), refusal('ClusterNotFoundException'))
    const ecs = createEcs(service)
    await expect(ecs.containerInstances('web')).resolves.toEqual([])
    await expect(ecs.containerInstances('web')).resolves.toEqual([])
    expect(service.requests).toHaveLength(2)
  })

  test('a refused call is an error', async () => {
    const ecs = createEcs(answering(refusal('AccessDeniedException')))
    await expect(ecs.containerInstances('web')).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  })

  test('the groups of tasks are read page by page; an empty page is not described', async () => {
    const service = answering(
      answer({ taskArns: ['arn:t'], nextToken: 'more' }),
      answer({ tasks: [{ group: 'service:web' }] }),
      answer({ taskArns: [] }),
    )
    await expect(createEcs(service).taskGroups('web', 'arn:c')).resolves.toEqual(['service:web'])
    expect(service.requests).toHaveLength(3)
  })
})
