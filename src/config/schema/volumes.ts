import { z } from 'zod'
import { strict, text, wholeNumber } from './check.ts'
import { mountPoint } from './mount-point.ts'
import { region } from './region.ts'

const kmsKeyPattern =
  /^(?:alias\/[\w/-]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+)$/
const kmsKey = text(kmsKeyPattern, 'Use a key id, alias/NAME, or the ARN of a key or alias.')

/** The widest limits of all types; rules/volumes.ts checks the limits of each type. */
const common = {
  type: z
    .enum(['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1'])
    .default('gp3')
    .describe('EBS volume type. st1 and sc1 cannot be the root volume.'),
  iops: wholeNumber(1, 64_000, 'IOPS')
    .optional()
    .describe('IOPS: gp3 3000 to 16000 (default 3000), io1 and io2 100 to 64000; only for these types.'),
  throughput: wholeNumber(1, 1_000, 'MiB/s')
    .optional()
    .describe('MiB/s, 125 to 1000 (default 125); gp3 only.'),
  encrypted: z.boolean().default(true).describe('Whether the volume and its snapshot are encrypted.'),
  kmsKey: kmsKey
    .optional()
    .describe('KMS key id, alias or ARN. Default: the default EBS key of the account.'),
  kmsKeys: z
    .record(region, kmsKey)
    .default({})
    .describe('KMS key for each region of copyTo. A copied AMI has one key, so all volumes need the same.'),
}

const fileSystem = z.enum(['xfs', 'ext4']).default('xfs')
const mountedAt = 'Absolute path where the volume is mounted.'

const size = wholeNumber(1, 65_536, 'GiB')

export const rootVolume = strict({
  size: size.default(30).describe('Size in GiB; at least 30 on the ECS-optimized AMI.'),
  ...common,
})
  .prefault({})
  .describe('The root volume, /dev/xvda.')

const dataVolumeSettings = strict({
  size: size.default(22).describe('Size in GiB.'),
  ...common,
  fileSystem: fileSystem.describe('File system; its label is "docker".'),
  docker: z
    .enum(['volumes', 'all'])
    .default('volumes')
    .describe(
      'What of Docker is on the volume: its volumes, or all of /var/lib/docker, including images and containers.',
    ),
  mountPoint: mountPoint.default('/data').describe(mountedAt),
})

export const dataVolume = z
  .union([z.literal('none'), dataVolumeSettings], 'Use none, or a map with size, type and so on.')
  .prefault({})
  .describe('The data volume, /dev/xvdcy, for Docker volumes and other data; none for no data volume.')

/** EC2 attaches up to 28 volumes and network interfaces to an instance. */
const mostVolumes = 20

export const volumes = z
  .array(
    strict({
      mountPoint: mountPoint.describe(mountedAt),
      size: size.describe('Size in GiB.'),
      ...common,
      fileSystem: fileSystem.describe('File system; its label is the name of the device, such as xvdba.'),
    }),
  )
  .max(mostVolumes, `Use at most ${mostVolumes} volumes.`)
  .default([])
  .describe(
    'Further volumes, /dev/xvdba, /dev/xvdbb and so on in the order of the list. Instances mount them at boot.',
  )
