import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import { decideParameters } from '#src/stacks/deploy/decide-parameters.ts'
import type { Deciding } from '#src/stacks/deploy/request.ts'
import { description, fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'
import { chosen, template } from '#test/unit/src/stacks/parameter.ts'

const network = { vpcId: 'vpc-1', subnetIds: ['subnet-1'] }

/** A deploy of a template with a network parameter and one with a default. */
function decide({ agrees = true, dryRun = false, before = null as Deciding['before'] } = {}) {
  const world = fakeContext(fakeCloudFormation(undefined), { agrees })
  world.context.clients.ec2 = async () => ({ defaultNetwork: async () => network }) as unknown as Ec2
  const request = {
    project: { name: null },
    template: template({ VpcId: { type: 'AWS::EC2::VPC::Id' }, Size: { default: '2' } }),
    given: { values: {}, amis: [], notices: [] },
    before,
    amis: [],
    accountId: '123456789012',
    dryRun,
    chosen: chosen(),
  } as unknown as Deciding
  return { ...world, decided: decideParameters(request, world.context) }
}

test('the default network is used when the user agrees to it', async () => {
  const { decided, questions } = decide()
  expect(await decided).toMatchObject({ VpcId: { value: 'vpc-1', source: { kind: 'network' } } })
  expect(questions).toEqual(['Use VpcId from the default VPC, vpc-1 with one subnet?'])
})

test('a dry run plans with the default network, without a question', async () => {
  const { decided, questions, notices } = decide({ agrees: false, dryRun: true })
  expect(await decided).toMatchObject({ VpcId: { value: 'vpc-1' } })
  expect(questions).toEqual([])
  expect(notices()).toEqual(['the plan uses VpcId from the default VPC, vpc-1 with one subnet'])
})

test('the default network is not used when the user declines it', async () => {
  await expect(decide({ agrees: false }).decided).rejects.toMatchObject({
    code: 'DECLINED',
    message: 'no network was chosen for fleet-dev-cluster',
    hint: 'Set VpcId in the parameter file or with --parameter.',
  })
})

test('a stack that has a network keeps it without a question; a kept value is reported', async () => {
  const before = description('CREATE_COMPLETE', { parameters: { VpcId: 'vpc-9', Size: '3' } })
  const { decided, questions, notices } = decide({ before, agrees: false })
  expect(await decided).toMatchObject({ VpcId: { value: 'vpc-9' }, Size: { value: '3' } })
  expect(questions).toEqual([])
  expect(notices()).toEqual([expect.stringContaining('Size keeps its value in the stack, "3"')])
})
