import type { Path } from '../finding.ts'
import type { Base, Volume, VolumeType } from '../settings.ts'
import { namedVolumes } from '../volumes-of.ts'
import type { Conflict, Rule } from './rule.ts'

export const volumesRule: Rule = image => [
  ...namedVolumes(image).flatMap(([key, volume]) => limitsOf(key, volume)),
  ...rootConflicts(image.rootVolume, image.base),
]

type Range = readonly [number, number]

interface Limits {
  /** GiB. */
  readonly size: Range
  readonly iops?: Range
  readonly iopsPerGib?: number
  /** MiB/s. */
  readonly throughput?: Range
}

/** The baseline of a gp3 volume of any size. */
const gp3Iops = 3_000
const iopsPerThroughput = 4

/**
 * The smaller limits of EC2 (EBS user guide, volume types) and of Packer (packer-plugin-amazon, block_device.go, the same
 * since 1.6.6): Packer allows fewer IOPS and less throughput for gp3 and io2.
 */
const limits: Readonly<Record<VolumeType, Limits>> = {
  gp2: { size: [1, 16_384] },
  gp3: { size: [1, 65_536], iops: [gp3Iops, 16_000], iopsPerGib: 500, throughput: [125, 1_000] },
  io1: { size: [4, 16_384], iops: [100, 64_000], iopsPerGib: 50 },
  io2: { size: [4, 65_536], iops: [100, 64_000], iopsPerGib: 500 },
  st1: { size: [125, 16_384] },
  sc1: { size: [125, 16_384] },
}

function limitsOf(key: Path, volume: Volume): Conflict[] {
  const allowed = limits[volume.type]
  return [
    ...sizeConflicts(volume, allowed),
    ...iopsConflicts(volume, allowed),
    ...throughputConflicts(volume, allowed),
  ].map(({ setting, problem, why = '', hint, against = [] }) => ({
    code: 'VOLUME_SETTING',
    path: [...key, setting],
    problem,
    ...(why === '' ? {} : { why }),
    hint,
    against: ['type', ...against].map(other => [...key, other]),
  }))
}

interface Misfit {
  readonly setting: 'size' | 'iops' | 'throughput'
  readonly problem: string
  readonly why?: string
  readonly hint: string
  /** The settings of the comparison, in addition to the type. */
  readonly against?: readonly Misfit['setting'][]
}

function sizeConflicts({ type, size }: Volume, allowed: Limits): Misfit[] {
  return isIn(allowed.size, size) ? [] : [outside('size', type, allowed.size)]
}

function iopsConflicts({ type, size, iops }: Volume, allowed: Limits): Misfit[] {
  const setting = 'iops'
  if (allowed.iops === undefined) {
    const hint = 'Remove it, or use type gp3, io1 or io2.'
    return iops === null ? [] : [{ setting, problem: `but ${type} does not support it`, hint }]
  }
  if (iops === null)
    return [{ setting, problem: `but ${type} requires it`, hint: 'Add it, e.g. "iops: 1000".' }]
  if (!isIn(allowed.iops, iops)) return [outside(setting, type, allowed.iops)]
  const most = size * (allowed.iopsPerGib ?? 0)
  if (iops <= most || (type === 'gp3' && iops === gp3Iops)) return []
  const hint = `Use at most ${most} (${allowed.iopsPerGib} per GiB), or a larger size.`
  return [{ setting, problem: `too many for ${size} GiB`, ...byPacker(type), hint, against: ['size'] }]
}

function throughputConflicts({ type, iops, throughput }: Volume, allowed: Limits): Misfit[] {
  const setting = 'throughput'
  if (throughput === null) return []
  if (allowed.throughput === undefined) {
    return [{ setting, problem: `but ${type} does not support it`, hint: 'Remove it, or use type gp3.' }]
  }
  if (!isIn(allowed.throughput, throughput)) return [outside(setting, type, allowed.throughput)]
  const needed = throughput * iopsPerThroughput
  if (iops === null || iops < gp3Iops || iops >= needed) return []
  const hint = `Set "iops: ${needed}" or more.`
  return [{ setting, problem: `too much for ${iops} IOPS`, hint, against: ['iops'] }]
}

function outside(setting: Misfit['setting'], type: VolumeType, [from, to]: Range): Misfit {
  const why = setting === 'size' ? {} : byPacker(type)
  return { setting, problem: `outside the range of ${type}`, ...why, hint: `Use ${from} to ${to}.` }
}

/** Where Packer's limits are below those of EC2. */
function byPacker(type: VolumeType): Pick<Misfit, 'why'> {
  if (type !== 'gp3' && type !== 'io2') return {}
  return {
    why: 'Packer does not create larger values, although EC2 allows them. A launch template can set them.',
  }
}

/** Size of the ECS-optimized AMI's root snapshot, in GiB (docs/instance-facts.md, "AMIs"). */
const baseRootSize = 30

function rootConflicts({ type, size }: Volume, base: Base): Conflict[] {
  const found: Conflict[] = []
  if (type === 'st1' || type === 'sc1') {
    found.push({
      code: 'VOLUME_SETTING',
      path: ['rootVolume', 'type'],
      problem: 'a type that cannot boot',
      hint: 'Use gp3.',
      against: [],
    })
  }
  if (base.kind !== 'ami' && size < baseRootSize) {
    found.push({
      code: 'VOLUME_SETTING',
      path: ['rootVolume', 'size'],
      problem: `less than the ${baseRootSize} GiB of the base AMI`,
      why: 'EC2 does not launch an instance with a volume that is smaller than its snapshot.',
      hint: `Use ${baseRootSize} or more.`,
      against: [['base']],
    })
  }
  return found
}

function isIn([from, to]: Range, value: number): boolean {
  return value >= from && value <= to
}
