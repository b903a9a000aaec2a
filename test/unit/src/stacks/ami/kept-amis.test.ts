import { expect, test } from 'vitest'
import { keptAmis } from '#src/stacks/ami/kept-amis.ts'

const ami = { parameter: 'ImageId', image: 'ecs', imageId: null, inFile: null }

test('the AMI of the stack is kept', () => {
  const stack = { parameters: { ImageId: 'ami-1' } }
  expect(keptAmis([ami], stack, 'fleet')).toEqual([{ ...ami, imageId: 'ami-1' }])
})

test.each([
  [undefined, 'fleet does not exist yet'],
  [{ parameters: {} }, 'fleet has no parameter ImageId yet'],
])('without an AMI there is nothing to keep', (stack, what) => {
  expect(() => keptAmis([ami], stack, 'fleet')).toThrow(
    expect.objectContaining({ code: 'AMI_NOT_KEPT', message: `${what}, so there is no AMI to keep` }),
  )
})
