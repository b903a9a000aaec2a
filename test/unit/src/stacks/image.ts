import type { Image } from '#src/aws/image.ts'
import { complete, tagKeys } from '#src/images/tags.ts'

/** A good AMI of the image `ecs`, but for what is given. */
export function image(settings: Partial<Image> = {}): Image {
  return {
    imageId: 'ami-0123456789abcdef0',
    name: 'ecs-2023.0.20261022-20261101-120000-abcd',
    description: '',
    state: 'available',
    stateReason: '',
    architecture: 'x86_64',
    ownerId: '123456789012',
    createdAt: new Date('2026-11-01T12:00:00Z'),
    deprecatedAt: undefined,
    imdsSupport: 'v2.0',
    tags: {
      [tagKeys.image]: 'ecs',
      [tagKeys.project]: 'shop',
      [tagKeys.state]: complete,
      [tagKeys.run]: '20261101-120000-abcd',
      [tagKeys.bakeKey]: 'ab'.repeat(32),
      [tagKeys.release]: '2023.0.20261022',
      [tagKeys.agent]: '1.108.1',
      [tagKeys.docker]: '25.0.16',
      [tagKeys.kernel]: '6.1.158',
    },
    volumes: [],
    ...settings,
  }
}
