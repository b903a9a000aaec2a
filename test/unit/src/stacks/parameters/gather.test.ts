import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ConfigurationError } from '#src/errors/fault.ts'
import { files } from '#src/host/system.ts'
import { gatherParameters } from '#src/stacks/parameters/gather.ts'
import { readTemplate } from '#src/stacks/template/read-template.ts'
import { folder } from '#test/unit/src/stacks/folder.ts'
import { chosen, template } from '#test/unit/src/stacks/parameter.ts'

const own = folder()
const ami = 'ami-0123456789abcdef0'
const cluster = template({
  ImageId: { type: 'AWS::EC2::Image::Id' },
  InstanceType: { default: 't3.medium' },
  DesiredCapacity: { type: 'Number' },
  Password: { noEcho: true, minLength: 8 },
  VpcId: { type: 'AWS::EC2::VPC::Id' },
})

async function gather(
  text: string | null,
  given: { flags?: string[]; ami?: string; amis?: Record<string, string> } = {},
) {
  const file = text === null ? null : await own.write('dev.cfg', text)
  return gatherParameters(
    {
      chosen: chosen({ amis: given.amis ?? { ImageId: 'ecs' } }, file),
      template: cluster,
      flags: given.flags ?? [],
      ami: given.ami,
    },
    files,
  )
}

async function faults(...request: Parameters<typeof gather>): Promise<string[]> {
  const error = await gather(...request).catch((caught: unknown) => caught)
  if (!(error instanceof ConfigurationError)) throw error
  expect(error.exitStatus).toBe(2)
  return error.faults.map(({ file, line, code, what, hint }) =>
    [file.replace(/.*\//, ''), line, code, what, hint].join(' | '),
  )
}

test('options beat the file; a network and a secret may be left to what AWS knows', async () => {
  const { values, amis } = await gather('DesiredCapacity=2\nInstanceType=m5.large\n', {
    flags: ['InstanceType=c5.large'],
  })
  expect(values).toMatchObject({
    DesiredCapacity: { value: '2', source: { kind: 'file', line: 1 } },
    InstanceType: { value: 'c5.large', source: { kind: 'flag' } },
  })
  expect(amis).toEqual([{ parameter: 'ImageId', image: 'ecs', imageId: null, inFile: null }])
})

test('every fault at once, with file and line, the file before the options', async () => {
  expect(
    await faults('InstanceTyp=t3.large\nVpcId=subnet-01234567\n', { flags: ['Password=short', 'x'] }),
  ).toEqual([
    expect.stringMatching(
      /^dev\.cfg \| 1 \| PARAMETER_UNKNOWN \| .*InstanceTyp \| Did you mean "InstanceType"/,
    ),
    expect.stringMatching(/^dev\.cfg \| 2 \| PARAMETER_VALUE \| VpcId is "subnet-01234567", but its type/),
    expect.stringMatching(/^dev\.cfg \| {2}\| PARAMETER_MISSING \| the parameter DesiredCapacity \(Number\)/),
    expect.stringMatching(/^--parameter \| {2}\| PARAMETER_OPTION \| --parameter "x" is not Key=Value/),
    // Not its value.
    expect.stringMatching(
      /^--parameter \| {2}\| PARAMETER_VALUE \| Password has a value, but it has 5 characters \|/,
    ),
  ])
})

test('without a parameter file the template is named for what is missing', async () => {
  expect(await faults(null)).toEqual([
    expect.stringMatching(
      /^cluster\.yml \| {2}\| PARAMETER_MISSING \| the parameter DesiredCapacity .*--parameter/,
    ),
  ])
})

test('the AMI of the file is remembered, to be pointed out', async () => {
  const { amis } = await gather(`DesiredCapacity=1\nImageId=${ami}\n`)
  expect(amis).toMatchObject([{ image: 'ecs', imageId: null, inFile: { imageId: ami, line: 2 } }])
})

test('also beside one that was named', async () => {
  const other = 'ami-00000000000000009'
  const text = `DesiredCapacity=1\nImageId=${ami}\n`
  const [byFlag] = (await gather(text, { amis: {}, flags: [`ImageId=${other}`] })).amis
  const [byAmi] = (await gather(text, { amis: {}, ami: other })).amis
  for (const given of [byFlag, byAmi])
    expect(given).toMatchObject({ imageId: other, inFile: { imageId: ami, line: 2 } })
})

test('what the file has for an AMI that is chosen anew may be anything', async () => {
  const { amis } = await gather('DesiredCapacity=1\nImageId=\n')
  expect(amis).toMatchObject([{ imageId: null, inFile: { imageId: '' } }])
})

test.each<[string, Parameters<typeof gather>, string | null]>([
  ['--ami', [`DesiredCapacity=1`, { ami }], ami],
  ['--parameter', ['DesiredCapacity=1', { flags: [`ImageId=${ami}`] }], ami],
  [
    'the file, where the configuration names no image',
    [`DesiredCapacity=1\nImageId=${ami}`, { amis: {} }],
    ami,
  ],
  ['--ami, where the configuration names no image', ['DesiredCapacity=1', { amis: {}, ami }], ami],
])('an AMI is named by %s', async (_, request, imageId) => {
  const { amis } = await gather(...request)
  expect(amis).toMatchObject([{ parameter: 'ImageId', imageId }])
})

test.each<[string, Parameters<typeof gather>, RegExp]>([
  ['--ami that is none', ['DesiredCapacity=1', { ami: 'latest' }], /--ami "latest" is not an AMI id/],
  ['--ami and its parameter', ['DesiredCapacity=1', { ami, flags: [`ImageId=${ami}`] }], /were both given/],
  [
    'a configuration whose parameter the template does not have',
    ['DesiredCapacity=1', { amis: { Image: 'ecs' }, flags: [`ImageId=${ami}`] }],
    /stacks\.cluster\.amis names the parameter Image/,
  ],
  [
    'a parameter given twice',
    ['DesiredCapacity=1', { flags: ['InstanceType=a', 'InstanceType=b'] }],
    /given twice/,
  ],
  ['no AMI at all', ['DesiredCapacity=1', { amis: {} }], /ImageId \(AWS::EC2::Image::Id\) has no value/],
])('refused: %s', async (_, request, fault) => {
  expect(await faults(...request)).toEqual([expect.stringMatching(fault)])
})

test('a stack in the older way: the AMI of its dev.cfg, a parameter of type String', async () => {
  const path = fileURLToPath(new URL('../../../../fixtures/stacks/book.yml', import.meta.url))
  const text = `ApplicationDesiredCount=2\nApplicationImageId=${ami}\nApplicationSubnets=subnet-01234567,subnet-89abcdef\nVpcId=vpc-01234567\n`
  const given = await gatherParameters(
    {
      chosen: chosen({}, await own.write('book.cfg', text)),
      template: await readTemplate(path, files),
      flags: [],
      ami: undefined,
    },
    files,
  )
  expect(given.amis).toMatchObject([
    { parameter: 'ApplicationImageId', image: null, imageId: ami, inFile: { imageId: ami, line: 2 } },
  ])
  expect(given.notices).toEqual([])
})

test('an image for a parameter that takes the name of an SSM parameter is a fault', async () => {
  const type = 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>'
  const request = {
    chosen: chosen({ amis: { ImageId: 'ecs' } }, null),
    template: template({ ImageId: { type, default: '/shop/ecs/ami' } }),
    flags: [],
    ami: undefined,
  }
  await expect(gatherParameters(request, files)).rejects.toMatchObject({
    code: 'PARAMETER_VALUE',
    message: expect.stringContaining(`its type ${type} takes the name of an SSM parameter`),
  })
})
