import { expect, test } from 'vitest'
import { resolveReleasever } from '#src/images/releasever.ts'
import { image } from '#test/helpers/images.ts'

/** The API of a region where the parameter is that AMI, and the AMI has that name. */
function region(imageId: string | undefined, name: string | undefined) {
  const asked: string[] = []
  return {
    asked,
    ssm: {
      parameter: async (parameter: string) => {
        asked.push(parameter)
        return imageId
      },
    },
    ec2: { image: async () => (name === undefined ? undefined : image({ name })) },
  }
}

const settings = (releasever: string | null) => ({ updates: { releasever }, architecture: 'arm64' as const })

test('latest is the release of the newest Amazon Linux AMI of the architecture', async () => {
  const api = region('ami-1', 'al2023-ami-2023.12.20261020.0-kernel-6.18-arm64')
  expect(await resolveReleasever(settings('latest'), api)).toBe('2023.12.20261020')
  expect(api.asked).toEqual(['/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64'])
})

test.each([['2023.9.20261020'], [null]])('%s is what it is, and nothing is asked', async releasever => {
  const api = region('ami-1', 'x')
  expect(await resolveReleasever(settings(releasever), api)).toBe(releasever)
  expect(api.asked).toEqual([])
})

test.each([
  ['parameter', undefined, undefined, 'is missing'],
  ['AMI', 'ami-1', undefined, 'is ami-1'],
  ['release in its name', 'ami-1', 'al2023', 'is al2023'],
])('without a %s it is refused, before anything starts', async (_, imageId, name, what) => {
  await expect(resolveReleasever(settings('latest'), region(imageId, name))).rejects.toMatchObject({
    code: 'RELEASE_NOT_FOUND',
    message: expect.stringContaining(what),
  })
})
