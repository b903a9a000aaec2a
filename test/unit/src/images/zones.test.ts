import { describe, expect, test } from 'vitest'
import { notAvailable, zoneRefusal, zonesInTurn } from '#src/images/zones.ts'
import type { BuildFinished } from '#src/packer/progress.ts'
import { imageSettings } from '#test/helpers/settings.ts'

const capacity =
  'Error launching source instance: InsufficientInstanceCapacity: We currently do not have sufficient t3.medium capacity in the Availability Zone you requested (us-east-1a).'
const unsupported =
  'Error launching source instance: Unsupported: Your requested instance type (t3.medium) is not supported in your requested Availability Zone (us-east-1e).'

function finished(message: string, stage: 'launch' | 'image' = 'launch'): BuildFinished {
  const failure = { message, stage, script: null, exitStatus: null, fault: null, lastLines: [] }
  return { type: 'finished', outcome: 'failed', exitCode: 1, artifacts: [], failure }
}

describe('the zone that EC2 refuses', () => {
  test.each([
    [capacity, 'us-east-1a'],
    [unsupported, 'us-east-1e'],
    ['InsufficientInstanceCapacity: Insufficient capacity.', undefined],
    [
      'Error waiting for fleet request (fleet-1) to become ready:There is no Spot capacity available that matches your request.',
      undefined,
    ],
    [
      'Error waiting for fleet request (fleet-1) to become ready:Your requested instance type (t3.medium) is not supported in your requested Availability Zone (us-east-1e).',
      'us-east-1e',
    ],
  ])('is named in its message: %s', (message, zone) => {
    expect(zoneRefusal(finished(message))).toEqual({ zone, message })
  })

  test('is none when the build failed for another reason, later, or not at all', () => {
    expect(
      zoneRefusal(finished('Unsupported: The requested configuration is not supported.')),
    ).toBeUndefined()
    expect(zoneRefusal(finished(capacity, 'image'))).toBeUndefined()
    expect(zoneRefusal({ ...finished(''), outcome: 'built', failure: null })).toBeUndefined()
  })
})

const plain = await imageSettings()
const filtered = {
  ...plain,
  network: { ...plain.network, vpc: 'vpc-1', subnetFilter: { 'tag:Class': 'build' } },
}
const asked: object[] = []
const ec2 = {
  zonesOffering: async () => ['us-east-1a', 'us-east-1b'],
  zonesOfSubnets: async (filters: object) => {
    asked.push(filters)
    return ['us-east-1e', 'us-east-1b', 'us-east-1a']
  },
}

describe('the zone of the next launch', () => {
  test('has a matching subnet and offers the type', async () => {
    expect(await zonesInTurn(filtered)('us-east-1e', ec2)).toBe('us-east-1b')
    expect(asked.at(-1)).toEqual({ 'tag:Class': 'build', state: 'available', 'vpc-id': 'vpc-1' })
  })

  test('was not tried before, until none is left', async () => {
    const nextZone = zonesInTurn(filtered)
    expect(await nextZone('us-east-1b', ec2)).toBe('us-east-1a')
    expect(await nextZone('us-east-1a', ec2)).toBeUndefined()
  })

  test('is not that of the first subnet when EC2 does not name the zone: Packer has tried it', async () => {
    const zonesOffering = async () => ['us-east-1a', 'us-east-1b', 'us-east-1e']
    const nextZone = zonesInTurn(filtered)
    expect(await nextZone(undefined, { ...ec2, zonesOffering })).toBe('us-east-1b')
    expect(await nextZone(undefined, { ...ec2, zonesOffering })).toBe('us-east-1a')
    expect(await nextZone(undefined, { ...ec2, zonesOffering })).toBeUndefined()
  })

  test('is not chosen in place of a configured subnet, or of EC2', async () => {
    expect(await zonesInTurn(plain)(undefined, ec2)).toBeUndefined()
  })
})

test('the error names the zones that offer the type', async () => {
  const refusal = { zone: 'us-east-1a', message: capacity }
  expect(await notAvailable(refusal, plain, ec2)).toMatchObject({
    code: 'INSTANCE_TYPE_NOT_AVAILABLE',
    message: 'EC2 cannot launch a t3.medium in us-east-1a now',
    details: [capacity],
    hint: expect.stringContaining('us-east-1b'),
  })
})

test('of a spot instance, the error names all its types and what makes a launch more likely', async () => {
  const spot = { maxPrice: null, instanceTypes: ['t3.medium', 'm7i.large'] }
  const asked: string[] = []
  const zonesOffering = async (type: string) => {
    asked.push(type)
    return type === 'm7i.large' ? ['us-east-1c'] : []
  }
  const error = await notAvailable(
    { zone: undefined, message: 'x' },
    { ...plain, spot },
    { ...ec2, zonesOffering },
  )
  expect(asked).toEqual(spot.instanceTypes)
  expect(error).toMatchObject({
    message: 'EC2 cannot launch a spot instance (t3.medium, m7i.large) now',
    hint: expect.stringMatching(/us-east-1c.*spot\.instanceTypes/),
  })
})

test('without a permission to read the zones, the error only says to use another', async () => {
  const denied = { ...ec2, zonesOffering: () => Promise.reject(new Error('denied')) }
  const error = await notAvailable({ zone: undefined, message: 'x' }, plain, denied)
  expect(error.hint).toContain('a subnet in another zone.')
})
