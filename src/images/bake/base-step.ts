import type { ImageSettings } from '../../config/settings.ts'
import { volumesOf } from '../../config/volumes-of.ts'
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
