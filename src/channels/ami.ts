import type { Image } from '../aws/image.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { asRecorded } from '../images/as-recorded.ts'
import { flawOf, isGood } from '../images/good.ts'
import { recordFromTags } from '../images/record-from-tags.ts'
import { originWords, projectTag, scopeOf, usableImages } from '../images/scope.ts'
import { complete, tagKeys } from '../images/tags.ts'
import { contradictionInTags, contradictions } from '../images/traits.ts'
import { type AmiRecord, amiRecords } from '../state/ami-record.ts'
import { readDocument } from '../state/document.ts'
import { imageId as imageIdShape } from '../state/shapes.ts'
import type { ChannelsContext } from './context.ts'

/** An AMI of the project, with what is known about it. */
export interface KnownAmi {
  readonly found: Image
  readonly record: AmiRecord
}

/** An AMI that may be deregistered, disabled, or not visible. Its record says what it is. */
export interface RecordedAmi {
  readonly found: Image | undefined
  readonly record: AmiRecord
}

/**
 * The AMI with this id, or the newest good AMI of this image.
 *
 * @throws ToolError AMI_NOT_FOUND, AMI_OTHER_PROJECT, AMI_NOT_GOOD, NO_AMI, STATE_DOCUMENT_INVALID
 */
export async function findAmi(named: string, context: ChannelsContext): Promise<KnownAmi> {
  const isId = imageIdShape.safeParse(named).success
  return withRecord(isId ? await byId(named, context) : await newest(named, context), context)
}

/**
 * An AMI of an image as it is now, if it can be used.
 *
 * @throws ToolError AMI_NOT_FOUND, AMI_OTHER_PROJECT, AMI_NOT_GOOD, AMI_REJECTED, STATE_DOCUMENT_INVALID
 */
export async function usableAmi(imageId: string, image: string, context: ChannelsContext): Promise<KnownAmi> {
  const known = await withRecord(await byId(imageId, context), context)
  const objection = objectionTo(known) ?? ofOtherImage(known.record, image)
  if (objection !== undefined) throw objection
  return known
}

/**
 * The AMI with this id, also if it does not exist any more or its tags were changed: the record decides.
 *
 * @throws ToolError AMI_NOT_FOUND, AMI_OTHER_PROJECT, AMI_NOT_GOOD, STATE_DOCUMENT_INVALID
 */
export async function amiToReject(imageId: string, context: ChannelsContext): Promise<RecordedAmi> {
  const record = await recordOf(imageId, context)
  if (record === undefined) return withRecord(await byId(imageId, context), context)
  if (record.imageId !== imageId) throw contradicted(imageId, 'id')
  if (record.project !== context.project) throw ofOther(imageId, originOf(record), context)
  const found = await context.ec2.image(imageId)
  return { found: found?.ownerId === context.accountId ? found : undefined, record }
}

/**
 * The record of an AMI decides what it is; without one, its tags do. Anyone with ec2:CreateTags can set tags, so an AMI
 * whose tags and record differ is refused.
 *
 * @throws ToolError AMI_OTHER_PROJECT, AMI_NOT_GOOD, STATE_DOCUMENT_INVALID
 */
export async function withRecord(found: Image, context: ChannelsContext): Promise<KnownAmi> {
  const { imageId, tags } = found
  const stored = await recordOf(imageId, context)
  if (stored !== undefined && stored.project !== context.project)
    throw ofOther(imageId, originOf(stored), context)
  if (scopeOf(tags, context.project) !== 'own') throw ofOther(imageId, originOfTags(found), context)
  const tagged = recordFromTags(found)
  if (tagged === undefined || contradictionInTags(found) !== undefined) throw notBaked(found)
  const differing = stored && identity.find(field => stored[field] !== tagged[field])
  if (differing !== undefined) throw contradicted(imageId, differing)
  return { found, record: stored ?? tagged }
}

/** Whether an error says that an AMI is not one that the project can decide about. */
export function isNotOurs(error: unknown): error is ToolError {
  return error instanceof ToolError && notOurs.has(error.code)
}

const notOurs = new Set(['AMI_NOT_FOUND', 'AMI_OTHER_PROJECT', 'AMI_NOT_GOOD', 'AMI_REJECTED'])

/** What a record and the tags of an AMI both say. */
const identity = ['imageId', 'image', 'runId', 'bakeKey'] as const

async function recordOf(imageId: string, { store }: ChannelsContext): Promise<AmiRecord | undefined> {
  return (await readDocument(amiRecords, imageId, store))?.content
}

/** @throws ToolError AMI_NOT_GOOD if the AMI contradicts its tags */
export async function assertGenuine({ found }: KnownAmi, { ec2 }: ChannelsContext): Promise<void> {
  const contradiction = (await contradictions([found], ec2)).get(found.imageId)
  if (contradiction !== undefined) throw notGenuine(found, contradiction)
}

/** Why an AMI is never used, whatever the user wants; undefined if nothing speaks against it. */
export function objectionTo({ found, record }: KnownAmi): ToolError | undefined {
  const { imageId } = found
  const { rejected, verdict } = record
  if (rejected !== null || flawOf(found) === 'rejected') {
    const when = rejected === null ? '' : ` on ${rejected.at.slice(0, 10)} by ${rejected.by}`
    return new ToolError('AMI_REJECTED', `${imageId} was rejected${when}`, {
      why: rejected?.reason ?? '',
      hint: `A rejected AMI is never used again. Bake a new one: ${ownCommand('bake', record.image)}`,
    })
  }
  if (verdict?.outcome === 'failed' || flawOf(found) === 'failed') {
    return new ToolError('AMI_NOT_GOOD', `${imageId} failed its verification`, {
      why: 'An AMI that failed is not used, also not with --force.',
      hint: `"${ownCommand('history', record.image)}" shows the verdict. Correct the recipe and bake again: ${ownCommand('bake', record.image)}`,
    })
  }
  if (isGood(found)) return undefined
  return new ToolError('AMI_NOT_GOOD', `${imageId} is not a good AMI of the image "${record.image}"`, {
    why: `Its state is ${found.state}, and its tag ${tagKeys.state} is ${JSON.stringify(found.tags[tagKeys.state] ?? '')}.`,
    hint: `"${ownCommand('images')}" lists the good AMIs.`,
  })
}

async function byId(imageId: string, context: ChannelsContext): Promise<Image> {
  const { ec2, accountId, region } = context
  const found = await ec2.image(imageId)
  if (found?.ownerId === accountId) return found
  const shared = found && (await asShared(found, context))
  if (shared !== undefined) return shared
  throw new ToolError('AMI_NOT_FOUND', `account ${accountId} has no AMI ${imageId} in ${region}`, {
    why:
      found === undefined
        ? 'It was deleted, or is in another account or region.'
        : `It belongs to account ${found.ownerId}.`,
    hint: `"${ownCommand('images')}" lists the AMIs of this account.`,
  })
}

/**
 * An AMI that another account shares, if a promotion to this account copied its record. Its tags are not visible here;
 * the record has what they say.
 */
async function asShared(found: Image, context: ChannelsContext): Promise<Image | undefined> {
  const record = await recordOf(found.imageId, context)
  if (record?.origin?.accountId !== found.ownerId) return undefined
  const tags = {
    ...projectTag(record.project),
    [tagKeys.image]: record.image,
    [tagKeys.run]: record.runId,
    [tagKeys.bakeKey]: record.bakeKey,
    [tagKeys.state]: complete,
  }
  return { ...found, tags }
}

async function newest(image: string, { ec2, project, region, store }: ChannelsContext): Promise<Image> {
  const images = await asRecorded(await ec2.ownImages({ [tagKeys.image]: image }), { store })
  const found = usableImages(images, project).find(({ tags }) => scopeOf(tags, project) === 'own')
  if (found !== undefined) return found
  throw new ToolError('NO_AMI', `there is no good AMI of the image "${image}" in ${region}`, {
    hint: `Bake one with "${ownCommand('bake', image)}", or pass the id of an AMI.`,
  })
}

function originOf({ project }: AmiRecord): string {
  return project === null ? 'no project' : `project ${project}`
}

function originOfTags({ tags }: Image): string {
  return tags[tagKeys.image] === undefined ? 'no image of packer-ecs' : originWords(tags[tagKeys.project])
}

function ofOther(imageId: string, origin: string, { project }: ChannelsContext): ToolError {
  return new ToolError('AMI_OTHER_PROJECT', `${imageId} is from ${origin}, not from project ${project}`, {
    why: 'A project decides only about its own AMIs.',
    hint: 'Use the configuration of the other project, or bake the image in this project.',
  })
}

function ofOtherImage({ imageId, image: own }: AmiRecord, image: string): ToolError | undefined {
  if (own === image) return undefined
  return new ToolError('AMI_NOT_GOOD', `${imageId} is an AMI of the image "${own}", not of "${image}"`, {
    why: 'A channel belongs to one image.',
    hint: `"${ownCommand('images')}" lists the good AMIs.`,
  })
}

function notGenuine({ imageId }: Image, contradiction: string): ToolError {
  return new ToolError('AMI_NOT_GOOD', `the tags of ${imageId} contradict the AMI: ${contradiction}`, {
    why: 'packer-ecs did not bake it like this: anyone with ec2:CreateTags can set tags.',
    hint: 'Find out who set the tags, and remove them from the AMI.',
  })
}

function notBaked({ imageId, tags }: Image): ToolError {
  return new ToolError('AMI_NOT_GOOD', `the tags of ${imageId} are not those of a bake`, {
    why: `Anyone with ec2:CreateTags can set tags. Its tag ${tagKeys.run} is ${JSON.stringify(tags[tagKeys.run] ?? '')}.`,
    hint: `"${ownCommand('images')}" lists the good AMIs.`,
  })
}

function contradicted(imageId: string, field: string): ToolError {
  return new ToolError('AMI_NOT_GOOD', `the tags of ${imageId} contradict its record in the state bucket`, {
    why: `They differ in ${field}. Anyone with ec2:CreateTags can set tags.`,
    hint: `Find out who changed the tags or amis/${imageId}.json, or use another AMI: "${ownCommand('images')}" lists the good AMIs.`,
  })
}
