import type { BlockDeviceMapping, Image as SdkImage } from '@aws-sdk/client-ec2'
import type { Image, ImageVolume } from './image.ts'

/** Converts the SDK's image, whose fields are all optional. */
export function toImage(image: SdkImage): Image {
  return {
    imageId: image.ImageId ?? '',
    name: image.Name ?? '',
    description: image.Description ?? '',
    state: image.State ?? '',
    stateReason: image.StateReason?.Message ?? '',
    architecture: image.Architecture ?? '',
    ownerId: image.OwnerId ?? '',
    createdAt: new Date(image.CreationDate ?? 0),
    deprecatedAt: image.DeprecationTime === undefined ? undefined : new Date(image.DeprecationTime),
    imdsSupport: image.ImdsSupport ?? '',
    tags: Object.fromEntries((image.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    volumes: (image.BlockDeviceMappings ?? []).flatMap(toVolume),
  }
}

/** Leaves out mappings without a volume (instance store). */
function toVolume({ DeviceName = '', Ebs }: BlockDeviceMapping): ImageVolume[] {
  if (Ebs === undefined) return []
  return [
    {
      deviceName: DeviceName,
      snapshotId: Ebs.SnapshotId ?? '',
      size: Ebs.VolumeSize ?? 0,
      type: Ebs.VolumeType ?? '',
      encrypted: Ebs.Encrypted ?? false,
      ...(Ebs.Iops === undefined ? {} : { iops: Ebs.Iops }),
      ...(Ebs.Throughput === undefined ? {} : { throughput: Ebs.Throughput }),
    },
  ]
}
