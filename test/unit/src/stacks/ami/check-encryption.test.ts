import { expect, test } from 'vitest'
import { uncoveredVolumes } from '#src/stacks/ami/check-encryption.ts'
import type { LaunchedVolume } from '#src/stacks/ami/launched-as.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const volume = (deviceName: string, encrypted: boolean) => ({
  deviceName,
  snapshotId: 'snap-1',
  size: 8,
  type: 'gp3',
  encrypted,
})
const volumes = [volume('/dev/xvda', false), volume('/dev/xvdf', false), volume('/dev/xvdg', true)]

/** Of an AMI with two further volumes, with these settings of the root volume in the template. */
function notices(settings: Partial<LaunchedVolume>, others: readonly LaunchedVolume[] = []) {
  const root = { deviceName: '/dev/xvda', size: null, isOfAmi: false, isEncrypted: false, kmsKey: null }
  return uncoveredVolumes(image({ volumes }), [{ ...root, ...settings }, ...others])
}

test('a template that encrypts some volumes is reported to leave the others as they are in the AMI', () => {
  expect(notices({ isEncrypted: true })).toEqual([
    expect.stringMatching(/^The template encrypts \/dev\/xvda only\. .*: \/dev\/xvdf not encrypted\. /),
  ])
})

test('a key of the template does not apply to other volumes', () => {
  expect(notices({ isEncrypted: true, kmsKey: 'alias/fleet' })).toEqual([
    expect.stringMatching(/\/dev\/xvdf not encrypted; \/dev\/xvdg encrypted with the key of the AMI/),
  ])
})

test('a template that encrypts nothing, or every volume, is not reported', () => {
  const encrypted = (deviceName: string) => ({
    deviceName,
    size: null,
    isOfAmi: false,
    isEncrypted: true,
    kmsKey: 'alias/fleet',
  })
  expect(notices({})).toEqual([])
  expect(notices(encrypted('/dev/xvda'), [encrypted('/dev/xvdf'), encrypted('/dev/xvdg')])).toEqual([])
})
