import type { Image, Tags } from '../aws/image.ts'
import type { ImageSettings } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import { type BakeInputs, bakeInputs, bakeKey } from './bake-key.ts'
import type { ResolvedBase } from './base.ts'
import { inputTags } from './input-tags.ts'
import type { Recipe } from './recipe.ts'
import { type ProjectName, projectTag, usableImages } from './scope.ts'
import { type SettingValues, settingValues } from './setting-values.ts'
import { type RecipeSettings, recipeSettings, scriptSettings, volumeSettings } from './settings-json.ts'
import { tagKeys } from './tags.ts'
import { type RecordedInputs, whatChanged } from './what-changed.ts'

/** The plan of a bake. */
export interface BakePlan {
  readonly amiName: string
  readonly inputs: BakeInputs
  /** Settings of the configuration, for the plan of a later bake. */
  readonly values: SettingValues
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
  /** What a run was made of, if this machine has its record. */
  readonly recordOf: (runId: string) => RecordedInputs | undefined
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
  const all = { ...settingsJson, ...volumeSettings(settings), ...scriptSettings(settings) }
  const inputs = bakeInputs(base.imageId, all, recipe)
  const values = settingValues(all)
  const key = bakeKey(inputs)
  const tags = amiTags(request, key)
  const good = usableImages(ownImages, projectName)
  const plan = {
    amiName: amiName(request),
    inputs,
    values,
    bakeKey: key,
    settingsJson,
    tags: { ...tags, ...inputTags(inputs, tags) },
    deprecateAt: deprecation(request),
    previous: good[0],
  }
  const same = good.find(({ tags }) => tags[tagKeys.bakeKey] === key)
  return { ...plan, decision: decide(request, same, plan.previous, plan) }
}

function runOf({ tags }: Image): string {
  return tags[tagKeys.run] ?? ''
}

const day = 86_400_000

/** Rounded to the minute as EC2 requires. */
function deprecation({ settings: { deprecateAfterDays }, now }: PlanRequest): string | null {
  if (deprecateAfterDays === null) return null
  return `${new Date(now.getTime() + deprecateAfterDays * day).toISOString().slice(0, 16)}:00Z`
}

function decide(
  { force, settings, base, now, recordOf }: PlanRequest,
  same: Image | undefined,
  previous: Image | undefined,
  { inputs, values }: Pick<BakePlan, 'inputs' | 'values'>,
): Decision {
  if (previous === undefined) return { kind: 'bake', reason: 'first AMI of this image' }
  if (same === undefined) {
    return {
      kind: 'bake',
      reason: whatChanged(previous, { inputs, values, base, before: recordOf(runOf(previous)) }),
    }
  }
  if (force) return { kind: 'bake', reason: `forced; ${same.imageId} is identical` }
  if (now.getTime() - same.createdAt.getTime() > settings.maxAgeDays * day) {
    return { kind: 'bake', reason: `${same.imageId} is older than ${settings.maxAgeDays} days` }
  }
  return { kind: 'unchanged', image: same }
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
