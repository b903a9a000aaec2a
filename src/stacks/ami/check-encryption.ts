import type { Image } from '../../aws/image.ts'
import { describeAmi } from './deployed-ami.ts'
import type { LaunchedVolume } from './launched-as.ts'

/** Notices about volumes of the AMI that the template does not name: its encryption does not apply to them. */
export function uncoveredVolumes(found: Image, launched: readonly LaunchedVolume[]): string[] {
  if (!launched.some(({ isEncrypted, kmsKey }) => isEncrypted || kmsKey !== null)) return []
  const others = found.volumes.filter(({ deviceName }) =>
    launched.every(one => one.deviceName !== deviceName),
  )
  const what = [
    named(others, false, 'not encrypted'),
    launched.some(({ kmsKey }) => kmsKey !== null)
      ? named(others, true, 'encrypted with the key of the AMI, not with that of the template')
      : null,
  ].filter(text => text !== null)
  return what.length === 0
    ? []
    : [
        `The template encrypts ${launched.map(({ deviceName }) => deviceName).join(' and ')} only. Other volumes of ${describeAmi(found)}: ${what.join('; ')}. Set the encryption of these volumes in the image, or name them in the template.`,
      ]
}

function named(volumes: Image['volumes'], encrypted: boolean, state: string): string | null {
  const names = volumes.filter(volume => volume.encrypted === encrypted).map(({ deviceName }) => deviceName)
  return names.length === 0 ? null : `${names.join(', ')} ${state}`
}
