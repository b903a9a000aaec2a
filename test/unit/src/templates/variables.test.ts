import { expect, test } from 'vitest'
import { capabilitiesOf } from '#src/packer/capabilities.ts'
import type { TemplateInput } from '#src/templates/input.ts'
import { templateVariables } from '#src/templates/variables.ts'
import { templateView } from '#src/templates/view.ts'
import { templateCases } from '#test/helpers/template-cases.ts'

const [{ input } = never()] = templateCases

function never(): never {
  throw new Error('there are no cases')
}

test('a gp3 volume has explicit iops and throughput', () => {
  expect(templateVariables(input).root_volume).toMatchObject({ iops: 3000, throughput: 125 })
})

test('a volume of another type has no throughput', () => {
  const rootVolume = { ...input.rootVolume, type: 'io2', iops: 5000, throughput: null } as const
  expect(templateVariables({ ...input, rootVolume }).root_volume).toMatchObject({
    iops: 5000,
    throughput: null,
  })
})

test.each<[string, Partial<TemplateInput>]>([
  ['a value', { amiName: 'a-{{timestamp}}' }],
  ["a tag's value", { amiTags: { Name: '{{user `x`}}' } }],
  ["a tag's key", { runTags: { '{{isotime}}': 'x' } }],
  ['a path', { scripts: ['/home/{{x}}/a.sh'] }],
])('%s that Packer would expand is refused', (_, change) => {
  expect(() => templateVariables({ ...input, ...change })).toThrowError(
    expect.objectContaining({ code: 'VALUE_TEMPLATE' }),
  )
})

test('all settings that an old Packer does not support are refused together', () => {
  const demanding: TemplateInput = {
    ...input,
    deprecateAt: '2027-05-01T00:00:00Z',
    network: { ...input.network, sshSource: 'caller' },
  }
  expect(() => templateView(demanding, capabilitiesOf('1.6.6'))).toThrowError(
    expect.objectContaining({
      code: 'PACKER_LACKS_OPTION',
      message: expect.stringMatching(/deprecation date.*for your own address/),
    }),
  )
  expect(() => templateView(demanding, capabilitiesOf('1.9.0'))).not.toThrow()
})

test('with security groups, the address of the caller is not needed', () => {
  const network = { ...input.network, sshSource: 'caller', securityGroupIds: ['sg-1'] } as const
  expect(() => templateView({ ...input, network }, capabilitiesOf('1.6.6'))).not.toThrow()
})
