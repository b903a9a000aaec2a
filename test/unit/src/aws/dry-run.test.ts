import { expect, test } from 'vitest'
import { dryRunBake } from '#src/aws/dry-run.ts'
import { bakeStatements } from '#src/session/statements.ts'
import { cannedAnswers } from '#test/helpers/canned-answers.ts'

const request = {
  baseImageId: 'ami-1',
  spot: false,
  instanceType: 't3.medium',
  vpcId: null,
  subnetId: null,
  instanceProfile: null,
}
const needed = bakeStatements.Bake.Action
const copying = bakeStatements.Copy.Action
const ec2 = (actions: readonly string[]) => actions.filter(action => action.startsWith('ec2:'))

/** EC2 with one result for each call. */
function ec2Saying(codeOf: (body: string) => string) {
  return cannedAnswers(body => ({
    status: 412,
    body: `<Response><Errors><Error><Code>${codeOf(body)}</Code><Message>m</Message></Error></Errors></Response>`,
  }))
}

test('every call that a bake needs is checked, and no other', async () => {
  const options = ec2Saying(() => 'DryRunOperation')
  const { allowed, denied, unknown } = await dryRunBake(options, { ...request, copies: false })
  expect(allowed.toSorted()).toEqual(ec2(needed).toSorted())
  expect([...denied, ...unknown]).toEqual([])
  expect(options.requests.every(body => body.includes('DryRun=true'))).toBe(true)
})

test('with copies, CopyImage is also checked', async () => {
  const { allowed } = await dryRunBake(
    ec2Saying(() => 'DryRunOperation'),
    { ...request, copies: true },
  )
  expect(allowed.toSorted()).toEqual(ec2([...needed, ...copying]).toSorted())
})

test('with spot instances, the calls of a fleet are also checked', async () => {
  const options = ec2Saying(() => 'DryRunOperation')
  const { allowed } = await dryRunBake(options, { ...request, copies: false, spot: true })
  expect(allowed.toSorted()).toEqual(ec2([...needed, ...bakeStatements.Spot.Action]).toSorted())
})

test('a denied call differs from one whose placeholder id EC2 rejects first', async () => {
  const options = ec2Saying(body =>
    body.includes('Action=RunInstances')
      ? 'UnauthorizedOperation'
      : body.includes('Action=StopInstances')
        ? 'InvalidInstanceID.NotFound'
        : 'DryRunOperation',
  )
  const { denied, unknown } = await dryRunBake(options, { ...request, copies: false })
  expect(denied).toEqual(['ec2:RunInstances'])
  expect(unknown).toEqual(['ec2:StopInstances'])
})

test.each(['VPCIdNotSpecified', 'MissingInput', 'Unsupported', 'VcpuLimitExceeded', 'AuthFailure'])(
  '%s says nothing about the permission',
  async code => {
    const options = ec2Saying(body => (body.includes('Action=RunInstances') ? code : 'DryRunOperation'))
    const { denied, unknown } = await dryRunBake(options, { ...request, copies: false })
    expect(denied).toEqual([])
    expect(unknown).toEqual(['ec2:RunInstances'])
  },
)

test('the calls name the configured VPC, subnet and instance profile', async () => {
  const options = ec2Saying(() => 'DryRunOperation')
  const configured = { vpcId: 'vpc-1', subnetId: 'subnet-1', instanceProfile: 'builder' }
  await dryRunBake(options, { ...request, ...configured, copies: false })
  const bodyOf = (action: string) => options.requests.find(body => body.includes(`Action=${action}&`))
  expect(bodyOf('CreateSecurityGroup')).toContain('VpcId=vpc-1')
  expect(bodyOf('RunInstances')).toContain('SubnetId=subnet-1')
  expect(bodyOf('RunInstances')).toContain('IamInstanceProfile.Name=builder')
})
