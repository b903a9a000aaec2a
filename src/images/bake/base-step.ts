import { formatPath } from '../../config/finding.ts'
import type { ImageSettings } from '../../config/settings.ts'
import { mountedVolumes, volumesOf } from '../../config/volumes-of.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { Step } from '../../runs/steps.ts'
import { type ResolvedBase, resolveBase } from '../base.ts'
import type { ImagesContext } from '../context.ts'
import { baseSummary } from '../summaries.ts'
import type { BakeInput } from './request.ts'

export const baseStep = {
  name: 'base',
  async run({ request: { settings }, context }) {
    const { region, clients } = context
    const services = { ec2: await clients.ec2(region), ssm: await clients.ssm() }
    const base = await resolveBase(settings.base, settings.architecture, services)
    assertNewVolumes(base, settings)
    if (settings.base.kind === 'ami') {
      await noteOwner(base, context)
      noteVolumes(base, settings, context)
    }
    return base
  },
  summary: (base, { context }) => baseSummary(base, context.clock.now()),
  undo: null,
} satisfies Step<BakeInput, ResolvedBase>

/** A name proves nothing about an AMI: anybody can publish one with the name of Amazon's. */
async function noteOwner(
  { imageId, name, image: { ownerId } }: ResolvedBase,
  { caller, emit }: Pick<ImagesContext, 'caller' | 'emit'>,
): Promise<void> {
  if (ownerId === (await caller()).accountId) return
  emit({ type: 'notice', text: `the base AMI ${imageId} (${name}) belongs to account ${ownerId}` })
}

/**
 * The volume would have the content of the base AMI's snapshot, which the recipe does not format.
 *
 * @throws ToolError BASE_HAS_VOLUME
 */
function assertNewVolumes({ imageId, image }: ResolvedBase, settings: ImageSettings): void {
  const mounted = mountedVolumes(settings)
  const filled = image.volumes.filter(({ snapshotId }) => snapshotId !== '')
  const taken = mounted.flatMap(([path, { device }]) => {
    const volume = filled.find(({ deviceName }) => deviceName === device)
    return volume === undefined ? [] : [{ key: formatPath(path), device, size: volume.size }]
  })
  const [first] = taken
  if (first === undefined) return
  throw new ToolError(
    'BASE_HAS_VOLUME',
    `the base AMI ${imageId} already has ${first.device} (${first.size} GiB), the device of ${first.key}`,
    {
      details: taken.slice(1).map(({ key, device, size }) => `${key}: ${device} (${size} GiB)`),
      why: 'The recipe formats new volumes only. The AMI inherits those of the base AMI as they are.',
      hint:
        first.key === 'dataVolume'
          ? 'Set "dataVolume: none" to keep the volume of the base AMI, or use a base AMI without it.'
          : `Remove ${first.key} to keep the volume of the base AMI. To add a volume, use a base AMI without volumes on /dev/xvdba and the following devices, and list all of them under "volumes".`,
    },
  )
}

/** EC2 launches an instance with all volumes of its AMI, and an AMI that is created from it has them also. */
function noteVolumes(
  { imageId, image }: ResolvedBase,
  settings: ImageSettings,
  { emit }: Pick<ImagesContext, 'emit'>,
): void {
  const configured = volumesOf(settings).map(({ device }) => device)
  const others = image.volumes.filter(({ deviceName }) => !configured.includes(deviceName))
  if (others.length === 0) return
  const list = others.map(({ deviceName, size }) => `${deviceName} (${size} GiB)`).join(', ')
  emit({ type: 'notice', text: `the AMI inherits from the base AMI ${imageId}: ${list}` })
}
