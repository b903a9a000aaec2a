import { posix } from 'node:path'
import { imageIdPattern } from './schema/base.ts'
import type { ImageInput } from './schema/image.ts'
import { stagingName } from './schema/own-files.ts'
import type { ProjectInput } from './schema/project.ts'
import { proxyPattern } from './schema/proxy.ts'
import type { SessionInput } from './schema/session.ts'
import type { StackInput } from './schema/stack.ts'
import type {
  Architecture,
  Base,
  DataVolume,
  HttpProxy,
  ImageSettings,
  MountedVolume,
  Network,
  SessionSettings,
  Spot,
  StackSettings,
  TargetSettings,
  Volume,
} from './settings.ts'

/** Fourth stage: the defaults that depend on other settings (the others are in the schema). */
export function fillDefaults({ images }: ProjectInput): Record<string, ImageSettings> {
  return Object.fromEntries(Object.entries(images).map(([name, input]) => [name, fillImage(input)]))
}

export function fillSession(input: SessionInput): SessionSettings {
  const { role = null, externalId = null, mfaCommand = null } = input
  return { ...input, role, externalId, mfaCommand }
}

export function fillTargets(targets: ProjectInput['targets']): Record<string, TargetSettings> {
  return Object.fromEntries(
    Object.entries(targets).map(([name, { role = null, ...target }]) => [name, { ...target, role }]),
  )
}

export function fillStacks(inputs: Readonly<Record<string, StackInput>>): Record<string, StackSettings> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { channel = {}, ...input }]) => [
      name,
      {
        ...input,
        channels: typeof channel === 'string' ? { '*': channel } : channel,
        role: input.role ?? null,
      },
    ]),
  )
}

function fillImage(input: ImageInput): ImageSettings {
  const { releasever } = input.updates
  return {
    ...input,
    base: toBase(input.base),
    instanceType: input.instanceType ?? smallInstanceTypes[input.architecture],
    spot: fillSpot(input.spot),
    rootVolume: fillVolume('/dev/xvda', input.rootVolume),
    dataVolume: input.dataVolume === 'none' ? null : fillDataVolume(input.dataVolume),
    volumes: input.volumes.map((volume, index) => fillFurtherVolume(furtherDevice(index), volume)),
    updates: { releasever: releasever === 'none' ? null : releasever },
    logs: fillLogs(input.logs),
    metrics: input.metrics ?? null,
    proxy: input.proxy === undefined ? null : toProxy(input.proxy),
    agent: Object.fromEntries(Object.entries(input.agent).map(([name, value]) => [name, String(value)])),
    scripts: input.scripts.map(({ path, arguments: words, environment, after }) => ({
      path: path ?? null,
      arguments: words,
      environment: Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, String(value)]),
      ),
      after,
    })),
    files: input.files.map(file => ({ ...file, mode: file.mode?.padStart(4, '0') ?? null })),
    staging: input.staging.map(source => ({ source, name: stagingName(source) })),
    template: input.template ?? null,
    network: fillNetwork(input.network),
    deprecateAfterDays: input.deprecateAfterDays ?? null,
  }
}

function fillLogs({ groups, files, retentionDays }: ImageInput['logs']): ImageSettings['logs'] {
  const filled = files.map(({ path, group = null, timestampFormat = null }) => ({
    path,
    group,
    timestampFormat,
  }))
  return { groups, files: filled, retentionDays: retentionDays ?? null }
}

export const smallInstanceTypes: Readonly<Record<Architecture, string>> = {
  x86_64: 't3.medium',
  arm64: 't4g.medium',
}

function fillSpot(input: ImageInput['spot']): Spot | null {
  if (input === false) return null
  const { maxPrice = null, instanceTypes } = input === true ? { instanceTypes: [] } : input
  return { maxPrice, instanceTypes }
}

function toBase(base: ImageInput['base']): Base {
  if (typeof base !== 'string') return { kind: 'release', release: base.release }
  return imageIdPattern.test(base) ? { kind: 'ami', imageId: base } : { kind: 'recommended' }
}

/** Packer 1.6 needs explicit gp3 values; these are EC2's defaults. */
function fillVolume(device: string, input: ImageInput['rootVolume']): Volume {
  const isGp3 = input.type === 'gp3'
  return {
    ...input,
    device,
    iops: input.iops ?? (isGp3 ? 3000 : null),
    throughput: input.throughput ?? (isGp3 ? 125 : null),
    kmsKey: input.kmsKey ?? null,
  }
}

function fillDataVolume(input: Exclude<ImageInput['dataVolume'], 'none'>): DataVolume {
  const { fileSystem, mountPoint, docker, ...volume } = input
  return { ...fillVolume('/dev/xvdcy', volume), fileSystem, label: 'docker', mountPoint, docker }
}

function fillFurtherVolume(device: string, input: ImageInput['volumes'][number]): MountedVolume {
  const { fileSystem, mountPoint, ...volume } = input
  return { ...fillVolume(device, volume), fileSystem, label: posix.basename(device), mountPoint }
}

/** EC2 has /dev/xvdba to /dev/xvdcz for volumes; none of these is the data volume. */
function furtherDevice(index: number): string {
  return `/dev/xvdb${'abcdefghijklmnopqrstuvwxyz'.charAt(index)}`
}

function toProxy({ url, noProxy }: NonNullable<ImageInput['proxy']>): HttpProxy {
  return { url: proxyPattern.exec(url)?.[1] ?? url, noProxy }
}

function fillNetwork(input: ImageInput['network']): Network {
  return {
    ...input,
    vpc: input.vpc ?? null,
    subnet: input.subnet ?? null,
    subnetFilter: input.subnetFilter ?? null,
    publicAddress: input.publicAddress ?? null,
    sourceCidrs: input.sourceCidrs ?? null,
    instanceProfile: input.instanceProfile ?? null,
  }
}
