import type { Image } from '../aws/image.ts'
import type { UsedPacker } from './bake/request.ts'
import type { ResolvedBase } from './base.ts'
import type { BakedAmi } from './document.ts'
import type { BakePlan } from './plan.ts'
import { originWords } from './scope.ts'
import { tagKeys } from './tags.ts'

/** `ECS-optimized 2023.0.20261022 (ami-05fb4f257abd42992, 29 days old), agent 1.108.1, Docker 25.0.16` */
export function baseSummary(base: ResolvedBase, now: Date): string {
  const { name, release, imageId, image, agentVersion, dockerVersion } = base
  const what = agentVersion === null || release === null ? name : `ECS-optimized ${release}`
  const versions = [
    ...(agentVersion === null ? [] : [`agent ${agentVersion}`]),
    ...(dockerVersion === null ? [] : [`Docker ${dockerVersion}`]),
  ]
  return [`${what} (${imageId}, ${daysOld(image, now)})`, ...versions].join(', ')
}

export function planSummary({ bakeKey, decision, settingsJson, previous }: BakePlan): string {
  const key = `bake key ${bakeKey.slice(0, 8)}`
  if (decision.kind === 'unchanged') {
    const { imageId, tags, createdAt } = decision.image
    const origin = tags[tagKeys.project] === undefined ? ` (${originWords(undefined)})` : ''
    const isFirst = previous === undefined || previous.imageId === imageId
    const other = isFirst
      ? ''
      : ` (but deploy uses ${previous.createdAt > createdAt ? 'the newer ' : ''}${previous.imageId}: pass --force, or deploy with --ami ${imageId})`
    return `${key}, ${imageId}${origin} is identical: nothing to do${other}`
  }
  const { releasever } = settingsJson
  return `${key}, ${releasever === null ? '' : `updates to ${releasever}, `}${decision.reason}`
}

function daysOld({ createdAt }: Image, now: Date): string {
  const days = Math.max(0, Math.floor((now.getTime() - createdAt.getTime()) / 86_400_000))
  return days === 1 ? '1 day old' : `${days} days old`
}

export function templateSummary({ binary, plugin, isValidated }: UsedPacker): string {
  return `${isValidated ? 'valid' : 'rendered'} (Packer ${binary.version}${plugin === null ? '' : `, amazon ${plugin}`})`
}

export function buildSummary(imageIds: readonly string[]): string {
  return `created ${imageIds.join(', ')}`
}

export function resultSummary(amis: readonly BakedAmi[]): string {
  return amis.map(({ imageId, region, name }) => `${imageId} in ${region} is good (${name})`).join(', ')
}
