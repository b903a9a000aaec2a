import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import { files } from '#src/host/system.ts'
import { decideParameters } from '#src/stacks/deploy/decide-parameters.ts'
import type { Deciding } from '#src/stacks/deploy/request.ts'
import { description, fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'
import { folder } from '#test/unit/src/stacks/folder.ts'
import { chosen, template } from '#test/unit/src/stacks/parameter.ts'

const network = { vpcId: 'vpc-1', subnetIds: ['subnet-1'] }

const own = folder()
const text = '# sizes\nSize=3\n'

/** A deploy of a template with a network parameter and one with a default. */
function decide({
  agrees = true,
  accepts = false,
  dryRun = false,
  before = null as Deciding['before'],
  parameterFile = null as string | null,
  writeParameters = false,
  endpoint = null as string | null,
} = {}) {
  const world = fakeContext(fakeCloudFormation(undefined), { agrees, accepts })
  Object.assign(world.context, { endpoint, fileSystem: files })
  world.context.clients.ec2 = async () => ({ defaultNetwork: async () => network }) as unknown as Ec2
  const request = {
    project: { name: null },
    template: template({ VpcId: { type: 'AWS::EC2::VPC::Id' }, Size: { default: '2' } }),
    given: { values: {}, amis: [], notices: [], fileText: parameterFile === null ? null : text },
    before,
    amis: [],
    accountId: '123456789012',
    dryRun,
    writeParameters,
    chosen: chosen({}, parameterFile),
  } as unknown as Deciding
  return { ...world, decided: decideParameters(request, world.context) }
}

test('the default network is used when the user agrees to it', async () => {
  const { decided, questions } = decide()
  expect(await decided).toMatchObject({ VpcId: { value: 'vpc-1', source: { kind: 'network' } } })
  expect(questions).toEqual(['Use VpcId from the default VPC, vpc-1 with one subnet?'])
})

describe('an accepted network', () => {
  const question = (file: string) => `Save VpcId to ${file}?`

  test('is saved to the parameter file if the user accepts that', async () => {
    const parameterFile = await own.write('dev.cfg', text)
    const { decided, questions, notices } = decide({ parameterFile, accepts: true })
    await decided
    expect(questions.at(-1)).toBe(question(parameterFile))
    expect(notices()).toContain(`saved VpcId to ${parameterFile}`)
    expect(await readFile(parameterFile, 'utf8')).toBe(`${text}VpcId=vpc-1\n`)
  })

  test.each([
    ['declined', {}, true],
    ['in a dry run', { dryRun: true, accepts: true, writeParameters: true }, false],
    [
      'of a sandbox, whose networks are not those of AWS',
      { endpoint: 'http://127.0.0.1:1', accepts: true },
      false,
    ],
  ])('is not saved: %s', async (_, given, isAsked) => {
    const parameterFile = await own.write('kept.cfg', text)
    const { decided, questions } = decide({ parameterFile, ...given })
    await decided
    expect(questions.includes(question(parameterFile))).toBe(isAsked)
    expect(await readFile(parameterFile, 'utf8')).toBe(text)
  })

  test('is not saved before the deployment with --write-parameters, and there is no question', async () => {
    const parameterFile = await own.write('written.cfg', text)
    const { decided, questions } = decide({ parameterFile, writeParameters: true })
    await decided
    expect(questions).not.toContain(question(parameterFile))
    expect(await readFile(parameterFile, 'utf8')).toBe(text)
  })

  test('is not saved to a file that changed', async () => {
    const parameterFile = await own.write('changed.cfg', `${text}Other=1\n`)
    await expect(decide({ parameterFile, accepts: true }).decided).rejects.toMatchObject({
      code: 'PARAMETER_FILE_NOT_WRITTEN',
    })
  })
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
