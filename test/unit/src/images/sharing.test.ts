import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import { assertShareable } from '#src/images/sharing.ts'
import { imageSettings } from '#test/helpers/settings.ts'

const shareWith = { accounts: ['111122223333'], organizations: [], organizationalUnits: [] }
const own = await imageSettings()
const plain = {
  ...own,
  rootVolume: { ...own.rootVolume, encrypted: false },
  dataVolume: own.dataVolume && { ...own.dataVolume, encrypted: false },
}

function ec2(isOn: boolean): Ec2 {
  return { encryptionByDefault: async () => isOn } as unknown as Ec2
}

test('an AMI that the account would encrypt with its default key cannot be shared', async () => {
  await expect(assertShareable({ ...plain, shareWith }, ec2(true))).rejects.toMatchObject({
    code: 'SHARE_ENCRYPTED_BY_DEFAULT',
    message: 'this account would encrypt /dev/xvda and /dev/xvdcy with its default key',
    why: expect.stringContaining('111122223333'),
  })
})

test('it can be shared without encryption by default, or with keys for both volumes', async () => {
  await assertShareable({ ...plain, shareWith }, ec2(false))
  const rootVolume = { ...plain.rootVolume, kmsKey: 'alias/images' }
  const dataVolume = plain.dataVolume && { ...plain.dataVolume, kmsKey: 'alias/images' }
  await assertShareable({ ...plain, shareWith, rootVolume, dataVolume }, ec2(true))
})

test('EC2 is not asked about an AMI that is not shared', async () => {
  await assertShareable(plain, {} as Ec2)
})
