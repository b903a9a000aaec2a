import { expect, test } from 'vitest'
import { assertRegion } from '#src/config/schema/region.ts'

test.each(['eu-central-1', 'us-gov-west-1', 'ap-southeast-12', 'mx-central-1'])(
  '%s is a region name',
  name => {
    expect(assertRegion(name)).toBe(name)
  },
)

test.each(['', 'Frankfurt', 'eu-central', 'eu-central-1a', 'eu_central_1', ' eu-central-1'])(
  '"%s" is refused with exit status 2',
  name => {
    expect(() => assertRegion(name)).toThrowError(
      expect.objectContaining({ code: 'REGION_UNKNOWN', exitStatus: 2 }),
    )
  },
)
