import { expect, test } from 'vitest'
import type { NewParameter, ParameterVersion } from '#src/aws/ssm.ts'
import { channelParameter, moveChannel, readChannel } from '#src/state/pointers.ts'

const channel = { project: 'shop', image: 'web', channel: 'live' }
const name = '/packer-ecs/shop/web/live'
const first = 'ami-0123456789abcdef0'
const second = 'ami-0123456789abcdef1'

/** SSM that shows a new version after some seconds; infinite: it never writes it. */
function parameterStore(
  content: Pick<ParameterVersion, 'value' | 'version'> | undefined,
  delaySeconds = 0,
  dataType = 'aws:ec2:image',
) {
  const before = content && { ...content, dataType }
  let now = 0
  let written: { readonly at: number; readonly version: ParameterVersion } | undefined
  const puts: NewParameter[] = []
  const context = {
    ssm: {
      async parameterVersion() {
        return written !== undefined && now >= written.at ? written.version : before
      },
      async putParameter(parameter: NewParameter) {
        puts.push(parameter)
        const version = (before?.version ?? 0) + 1
        written = { at: now + delaySeconds * 1000, version: { ...parameter, version } }
        return version
      },
    },
    clock: {
      now: () => new Date(now),
      async sleep(milliseconds: number) {
        now += milliseconds
      },
    },
  }
  return { context, puts, waited: () => now / 1000 }
}

test('a channel is a parameter of its project and image', () => {
  expect(channelParameter(channel)).toBe(name)
  expect(() => channelParameter({ ...channel, image: '_stack' })).toThrow()
})

test.each(['', 'a/b', '..', 'UPPER', 'x'.repeat(41)])('%j is not the name of a channel', text => {
  expect(() => channelParameter({ ...channel, channel: text })).toThrow()
})

test('a channel to which nothing was promoted is undefined', async () => {
  expect(await readChannel(channel, parameterStore(undefined).context)).toBeUndefined()
})

test('a channel has an AMI and a version', async () => {
  const { context } = parameterStore({ value: first, version: 3 })
  expect(await readChannel(channel, context)).toEqual({ imageId: first, version: 3 })
})

test('a channel that holds something else is refused', async () => {
  const { context } = parameterStore({ value: 'ami-\u001b[2J', version: 3 })
  await expect(readChannel(channel, context)).rejects.toMatchObject({
    code: 'POINTER_INVALID',
    message: `the SSM parameter ${name} does not hold an AMI id`,
    why: 'Another tool or user wrote it: version 3 is "ami-\\u001b[2J".',
  })
})

test('a channel is moved when SSM shows the new version', async () => {
  const { context, puts, waited } = parameterStore({ value: first, version: 3 }, 5)
  expect(await moveChannel(channel, second, context)).toEqual({ imageId: second, version: 4 })
  expect(puts).toEqual([{ name, value: second, dataType: 'aws:ec2:image' }])
  expect(waited()).toBe(6)
})

test('the first move creates the parameter', async () => {
  const { context } = parameterStore(undefined)
  expect(await moveChannel(channel, first, context)).toEqual({ imageId: first, version: 1 })
})

test('a channel that holds the AMI already is not written', async () => {
  const { context, puts } = parameterStore({ value: first, version: 3 })
  expect(await moveChannel(channel, first, context)).toEqual({ imageId: first, version: 3 })
  expect(puts).toEqual([])
})

test.each([
  [{ value: first, version: 3 }, `still holds "${first}"`],
  [undefined, 'does not exist'],
])('an AMI id that SSM accepts and does not write is reported', async (before, state) => {
  const { context } = parameterStore(before, Number.POSITIVE_INFINITY)
  await expect(moveChannel(channel, second, context)).rejects.toMatchObject({
    code: 'POINTER_NOT_WRITTEN',
    message: `the SSM parameter ${name} does not show ${second}`,
    why: expect.stringContaining(state),
    hint: expect.stringContaining(`describe-images --image-ids ${second}`),
  })
})

test('a channel that another tool changes at the same time is reported', async () => {
  const { context } = parameterStore({ value: first, version: 3 })
  const ssm = { ...context.ssm, putParameter: async () => 3 }
  await expect(moveChannel(channel, second, { ...context, ssm })).rejects.toMatchObject({
    code: 'POINTER_NOT_WRITTEN',
    why: expect.stringContaining('Another tool or user changed it at the same time'),
  })
})

test('a channel that another tool created with another data type is not moved: it cannot be changed', async () => {
  const { context, puts } = parameterStore({ value: second, version: 3 }, 0, 'text')
  await expect(moveChannel(channel, second, context)).rejects.toMatchObject({
    code: 'POINTER_INVALID',
    message: `the SSM parameter ${name} has the data type text, not aws:ec2:image`,
    hint: expect.stringContaining(`aws ssm delete-parameter --name ${name}`),
  })
  expect(puts).toEqual([])
})

test('a value that SSM may write late is followed by a new version, also if the channel shows the AMI', async () => {
  const { context, puts } = parameterStore({ value: first, version: 3 })
  expect(await moveChannel(channel, first, context)).toEqual({ imageId: first, version: 3 })
  expect(puts).toEqual([])
  expect(await moveChannel(channel, first, context, true)).toEqual({ imageId: first, version: 4 })
  expect(puts).toHaveLength(1)
})
