import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { ImageSettings } from '#src/config/settings.ts'
import { assertShareable } from '#src/images/sharing.ts'
import { imageSettings } from '#test/helpers/settings.ts'

const nobody = { accounts: [], organizations: [], organizationalUnits: [], snapshots: false }
const key = 'arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef'

/** An image with one volume that is shared, except for what is given, where EBS encrypts by default or not. */
async function share(
  replaced: Partial<ImageSettings>,
  encryptsByDefault = true,
  kmsKey: string | null = null,
) {
  const { rootVolume } = await imageSettings()
  const settings = await imageSettings({
    shareWith: { ...nobody, accounts: ['210987654321'] },
    rootVolume: { ...rootVolume, device: '/dev/xvda', kmsKey },
    dataVolume: null,
    ...replaced,
  })
  const ec2 = { encryptionByDefault: async () => encryptsByDefault } as Ec2
  return assertShareable(settings, ec2)
}

test.each<[string, Partial<ImageSettings>]>([
  ['an account', {}],
  ['an organization', { shareWith: { ...nobody, organizations: ['o-1'] } }],
  ['an organizational unit', { shareWith: { ...nobody, organizationalUnits: ['ou-1'] } }],
])('an AMI for %s cannot be encrypted with the default key of the account', async (_, replaced) => {
  await expect(share(replaced)).rejects.toMatchObject({
    code: 'SHARE_ENCRYPTED_BY_DEFAULT',
    message: 'this account would encrypt /dev/xvda with its default key',
  })
})

test('a data volume without a key prevents it, too', async () => {
  const { dataVolume } = await imageSettings()
  if (dataVolume === null) throw new Error('the example has no data volume')
  const unencrypted = { dataVolume: { ...dataVolume, device: '/dev/xvdcz', kmsKey: null } }
  await expect(share(unencrypted, true, key)).rejects.toThrow(/would encrypt \/dev\/xvdcz with/)
})

test('it can be shared when it is encrypted with a named key, or not at all, or when nobody receives it', async () => {
  await expect(share({}, true, key)).resolves.toBeUndefined()
  await expect(share({}, false)).resolves.toBeUndefined()
  await expect(share({ shareWith: nobody })).resolves.toBeUndefined()
})
