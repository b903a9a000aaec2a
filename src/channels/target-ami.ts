import type { Ec2 } from '../aws/ec2.ts'
import type { Image } from '../aws/image.ts'
import { ToolError } from '../errors/tool-error.ts'
import { tagKeys } from '../images/tags.ts'
import { amiRecords } from '../state/ami-record.ts'
import { readDocument } from '../state/document.ts'
import type { KnownAmi } from './ami.ts'
import type { ChannelsContext } from './context.ts'

/** An account and region that an AMI is promoted in. */
export interface TargetChannels {
  /** Null: the account and region of the session. */
  readonly name: string | null
  readonly context: ChannelsContext
}

/** The account that owns the AMIs, where the command runs. */
export interface Source {
  readonly context: ChannelsContext
  readonly ec2Of: (region: string) => Promise<Pick<Ec2, 'image' | 'ownImages' | 'protectImage' | 'snapshots'>>
}

/**
 * The AMI of a target that is identical to an AMI of the source: the AMI itself, its copy in the region of the target,
 * or either of them shared with the account of the target. Tags of a shared AMI are not visible there, so its tags are
 * those of the source, and its record is a copy.
 *
 * @throws ToolError AMI_NOT_IN_TARGET, STATE_DOCUMENT_INVALID
 */
export async function amiOfTarget(
  ami: KnownAmi,
  source: Source,
  { name, context }: TargetChannels,
): Promise<KnownAmi> {
  const { accountId, region, ec2, store } = context
  const from = source.context
  if (accountId === from.accountId && region === from.region) return ami
  const own = region === from.region ? ami.found : await copyOf(ami, await source.ec2Of(region))
  const seen = own && (accountId === from.accountId ? own : await ec2.image(own.imageId))
  if (own === undefined || seen === undefined) throw missing(ami, name ?? '', context, own)
  const { imageId } = own
  const stored = (await readDocument(amiRecords, imageId, store))?.content
  const origin = { accountId: from.accountId, region: from.region, imageId: ami.found.imageId }
  const record = stored ?? { ...ami.record, imageId, origin, promotions: [] }
  return {
    found: { ...seen, tags: own.tags },
    record: {
      ...record,
      verdict: record.verdict ?? ami.record.verdict,
      rejected: record.rejected ?? ami.record.rejected,
    },
  }
}

/**
 * The channels of a target. A shared AMI has the tags that its owner sees, and only its owner can protect it and sees its
 * snapshots.
 */
export async function targetContext(source: Source, { context }: TargetChannels): Promise<ChannelsContext> {
  if (context.accountId === source.context.accountId) return context
  const owner = await source.ec2Of(context.region)
  const ec2 = {
    async image(imageId: string) {
      const seen = await context.ec2.image(imageId)
      const own = seen && (await owner.image(imageId))
      return own && { ...own, ownerId: context.accountId }
    },
    ownImages: owner.ownImages,
    tag: context.ec2.tag,
    protectImage: owner.protectImage,
    snapshots: owner.snapshots,
  }
  return { ...context, ec2 }
}

async function copyOf({ found, record }: KnownAmi, ec2: Pick<Ec2, 'ownImages'>): Promise<Image | undefined> {
  const copies = await ec2.ownImages({ [tagKeys.image]: record.image, [tagKeys.run]: record.runId })
  return copies.find(({ tags }) => tags[tagKeys.bakeKey] === found.tags[tagKeys.bakeKey])
}

function missing(
  { found: { imageId }, record: { image } }: KnownAmi,
  target: string,
  { accountId, region }: ChannelsContext,
  own: Image | undefined,
): ToolError {
  return new ToolError(
    'AMI_NOT_IN_TARGET',
    own === undefined
      ? `${imageId} has no copy in ${region}, the region of the target "${target}"`
      : `${own.imageId} is not shared with account ${accountId}, the target "${target}"`,
    {
      why: 'Nothing was changed in any target.',
      hint:
        own === undefined
          ? `Set images.${image}.copyTo: [${region}] and bake again.`
          : `Set images.${image}.shareWith.accounts: ["${accountId}"] and bake again.`,
    },
  )
}
