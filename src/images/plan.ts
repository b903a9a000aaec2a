import type { Image, Tags } from '../aws/image.ts'
import type { ImageSettings } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import { type BakeInputs, bakeInputs, bakeKey, changedInputs } from './bake-key.ts'
import type { ResolvedBase } from './base.ts'
import { changedSince, inputTags } from './input-tags.ts'
import type { Recipe } from './recipe.ts'
import { type ProjectName, projectTag, usableImages } from './scope.ts'
import { type RecipeSettings, recipeSettings, volumeSettings } from './settings-json.ts'
import { tagKeys } from './tags.ts'

/** The plan of a bake. */
export interface BakePlan {
  readonly amiName: string
  readonly inputs: BakeInputs
  readonly bakeKey: string
  readonly settingsJson: RecipeSettings
  /** Initial tags of the AMI and its snapshots; kernel and state are added when they are known. */
  readonly tags: Tags
  /** RFC 3339 in UTC; null: never. */
  readonly deprecateAt: string | null
  /** The good AMI of this image that a deploy would use, with any bake key. */
  readonly previous: Image | undefined
  readonly decision: Decision
}

export type Decision =
  | { readonly kind: 'unchanged'; readonly image: Image }
  | { readonly kind: 'bake'; readonly reason: string }

export interface PlanRequest {
  readonly projectName: ProjectName
  readonly image: string
  readonly settings: ImageSettings
  readonly base: ResolvedBase
  readonly recipe: Recipe
  /** The account's AMIs of this image, of any project and in any state. */
  readonly ownImages: readonly Image[]
  /** The inputs of a run, if this machine has its record. */
  readonly inputsOf: (runId: string) => BakeInputs | undefined
  readonly runId: string
  readonly now: Date
  readonly toolVersion: string
  /** Commit of the configuration's folder; null without git. */
  readonly commit: string | null
  readonly force: boolean
}

/** @throws ToolError AMI_NAME_TOO_LONG */
export function planBake(request: PlanRequest): BakePlan {
  const { projectName, image, settings, base, recipe, ownImages } = request
  const settingsJson = recipeSettings(image, settings)
  const inputs = bakeInputs(base.imageId, { ...settingsJson, ...volumeSettings(settings) }, recipe)
  const key = bakeKey(inputs)
  const tags = amiTags(request, key)
  const good = usableImages(ownImages, projectName)
  const plan = {
    amiName: amiName(request),
    inputs,
    bakeKey: key,
    settingsJson,
    tags: { ...tags, ...inputTags(inputs, tags) },
    deprecateAt: deprecation(request),
    previous: good[0],
  }
  const same = good.find(({ tags }) => tags[tagKeys.bakeKey] === key)
  return { ...plan, decision: decide(request, same, plan.previous, inputs) }
}

const day = 86_400_000

/** Rounded to the minute as EC2 requires. */
function deprecation({ settings: { deprecateAfterDays }, now }: PlanRequest): string | null {
  if (deprecateAfterDays === null) return null
  return `${new Date(now.getTime() + deprecateAfterDays * day).toISOString().slice(0, 16)}:00Z`
}

function decide(
  { force, settings, now, inputsOf }: PlanRequest,
  same: Image | undefined,
  previous: Image | undefined,
  inputs: BakeInputs,
): Decision {
  if (previous === undefined) return { kind: 'bake', reason: 'first AMI of this image' }
  if (same === undefined) {
    return { kind: 'bake', reason: changes(previous, settings, whatChanged(previous, inputs, inputsOf)) }
  }
  if (force) return { kind: 'bake', reason: `forced; ${same.imageId} is identical` }
  if (now.getTime() - same.createdAt.getTime() > settings.maxAgeDays * day) {
    return { kind: 'bake', reason: `${same.imageId} is older than ${settings.maxAgeDays} days` }
  }
  return { kind: 'unchanged', image: same }
}

function changes(
  { createdAt, imageId, tags }: Image,
  { updates }: ImageSettings,
  names: readonly string[] | undefined,
): string {
  const since = createdAt.toISOString().slice(0, 10)
  if (names === undefined) return `changed since ${since} (${imageId}, baked on another machine)`
  const release = `releasever ${tags[tagKeys.releasever] ?? 'none'} \u2192 ${updates.releasever ?? 'none'}`
  return `changed since ${since}: ${names.map(name => (name === 'setting releasever' ? release : name)).join(', ')}`
}

/** The run's record on this machine has all names, even of removed inputs; the AMI's tags work on any machine. */
function whatChanged(
  previous: Image,
  inputs: BakeInputs,
  inputsOf: (runId: string) => BakeInputs | undefined,
): readonly string[] | undefined {
  const before = inputsOf(previous.tags[tagKeys.run] ?? '')
  return before === undefined || Object.keys(before).length === 0
    ? changedSince(previous.tags, inputs)
    : changedInputs(before, inputs)
}

function amiName({ settings, image, base, runId }: PlanRequest): string {
  const name = settings.name
    .replaceAll('{image}', image)
    .replaceAll('{release}', base.release ?? 'own')
    .replaceAll('{runId}', runId)
  if (name.length <= 128) return name
  throw new ToolError('AMI_NAME_TOO_LONG', `the AMI name "${name}" has ${name.length} characters`, {
    why: 'EC2 allows at most 128 characters.',
    hint: `Shorten images.${image}.name.`,
    exitStatus: 2,
  })
}

function amiTags(request: PlanRequest, key: string): Tags {
  const { projectName, settings, image, base, runId, toolVersion, commit } = request
  const known = {
    [tagKeys.release]: base.release,
    [tagKeys.agent]: base.agentVersion,
    [tagKeys.docker]: base.dockerVersion,
    [tagKeys.commit]: commit,
    [tagKeys.releasever]: settings.updates.releasever,
  }
  return {
    Name: image,
    ...settings.tags,
    [tagKeys.image]: image,
    ...projectTag(projectName),
    [tagKeys.bakeKey]: key,
    [tagKeys.run]: runId,
    [tagKeys.baseId]: base.imageId,
    [tagKeys.baseName]: base.name,
    [tagKeys.tool]: toolVersion,
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null)),
  }
}
