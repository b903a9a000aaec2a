import type { Image } from '../aws/image.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { flawOf, isGood } from '../images/good.ts'
import { recordFromTags } from '../images/record-from-tags.ts'
import { originWords, scopeOf, usableImages } from '../images/scope.ts'
import { tagKeys } from '../images/tags.ts'
import { contradictionInTags, contradictions } from '../images/traits.ts'
import { type AmiRecord, amiRecords } from '../state/ami-record.ts'
import { readDocument } from '../state/document.ts'
import type { ChannelsContext } from './context.ts'

/** An AMI of the project, with what is known about it. */
export interface KnownAmi {
  readonly found: Image
  readonly record: AmiRecord
}

/**
 * The AMI with this id, or the newest good AMI of this image.
 *
 * @throws ToolError AMI_NOT_FOUND, AMI_OTHER_PROJECT, AMI_NOT_GOOD, NO_AMI, STATE_DOCUMENT_INVALID
 */
export async function findAmi(named: string, context: ChannelsContext): Promise<KnownAmi> {
  return withRecord(
    named.startsWith('ami-') ? await byId(named, context) : await newest(named, context),
    context,
  )
}

/**
 * @throws ToolError AMI_OTHER_PROJECT, AMI_NOT_GOOD, STATE_DOCUMENT_INVALID
 */
export async function withRecord(found: Image, context: ChannelsContext): Promise<KnownAmi> {
  if (scopeOf(found.tags, context.project) !== 'own') throw ofOther(found, context)
  const { imageId } = found
  const record = (await readDocument(amiRecords, imageId, context.store))?.content ?? recordFromTags(found)
  if (record === undefined || contradictionInTags(found) !== undefined) throw notBaked(found)
  return { found, record }
}

/** @throws ToolError AMI_NOT_GOOD if the AMI contradicts its tags */
export async function assertGenuine({ found }: KnownAmi, { ec2 }: ChannelsContext): Promise<void> {
  const contradiction = (await contradictions([found], ec2)).get(found.imageId)
  if (contradiction !== undefined) throw contradicted(found, contradiction)
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

async function byId(imageId: string, { ec2, accountId, region }: ChannelsContext): Promise<Image> {
  const found = await ec2.image(imageId)
  if (found !== undefined && found.ownerId === accountId) return found
  throw new ToolError('AMI_NOT_FOUND', `account ${accountId} has no AMI ${imageId} in ${region}`, {
    why:
      found === undefined
        ? 'It was deleted, or is in another account or region.'
        : `It belongs to account ${found.ownerId}.`,
    hint: `"${ownCommand('images')}" lists the AMIs of this account.`,
  })
}

async function newest(image: string, { ec2, project, region }: ChannelsContext): Promise<Image> {
  const images = await ec2.ownImages({ [tagKeys.image]: image })
  const found = usableImages(images, project).find(({ tags }) => scopeOf(tags, project) === 'own')
  if (found !== undefined) return found
  throw new ToolError('NO_AMI', `there is no good AMI of the image "${image}" in ${region}`, {
    hint: `Bake one with "${ownCommand('bake', image)}", or pass the id of an AMI.`,
  })
}

function ofOther({ imageId, tags }: Image, { project }: ChannelsContext): ToolError {
  const origin =
    tags[tagKeys.image] === undefined ? 'no image of packer-ecs' : originWords(tags[tagKeys.project])
  return new ToolError('AMI_OTHER_PROJECT', `${imageId} is from ${origin}, not from project ${project}`, {
    why: 'A project decides only about its own AMIs.',
    hint: 'Use the configuration of the other project, or bake the image in this project.',
  })
}

function contradicted({ imageId }: Image, contradiction: string): ToolError {
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
