import { createHash } from 'node:crypto'
import type { Json } from '../config/settings.ts'
import type { Recipe, RecipeFile } from './recipe.ts'

/** Increased when the same inputs make a different AMI than before, or when inputs get other names. */
const recipeVersion = 3

/** The input that changes with packer-ecs itself: the other inputs cannot be compared across it. */
export const versionInput = 'new version of the packer-ecs recipe'

/**
 * The inputs that determine an AMI's content, each as a hexadecimal SHA-256. Each kind of input has its own prefix, so
 * that a script of the project may have the path of a script of the recipe. They do not include run id, names, dates,
 * tags, network, instance type, copies, sharing and Packer's version.
 */
export type BakeInputs = Readonly<Record<string, string>>

export function bakeInputs(
  baseId: string,
  settings: Readonly<Record<string, Json>>,
  recipe: Recipe,
): BakeInputs {
  const files = [
    recipe.template,
    ...recipe.scripts,
    ...recipe.closing,
    ...recipe.files,
    ...recipe.ownFiles,
    ...recipe.staging,
  ]
  return {
    [versionInput]: digest(recipeVersion),
    base: digest(baseId),
    ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [`setting ${key}`, digest(value)])),
    ...Object.fromEntries(files.map(file => [inputName(file), digest([file.sha256, file.executable])])),
    order: digest([...recipe.scripts, ...recipe.closing].map(inputName)),
    // The setting `files` has the targets in the order of the files, but not the files.
    'file targets': digest([
      ...recipe.ownFiles.map(inputName),
      Object.fromEntries(recipe.staging.map(file => [file.target, inputName(file)])),
    ]),
  }
}

/** SHA-256 of all inputs: two AMIs with the same key are identical. */
export function bakeKey(inputs: BakeInputs): string {
  return digest(inputs)
}

/** Whether the run's base AMI is this one; also true when the inputs do not have it. */
export function isBaseOf({ base }: BakeInputs, imageId: string): boolean {
  return base === undefined || base === digest(imageId)
}

/**
 * Names of the inputs that were changed, added or removed. When packer-ecs itself changed, only that is named: it is
 * not a change of the project.
 */
export function changedInputs(before: BakeInputs, after: BakeInputs): string[] {
  if (before[versionInput] !== after[versionInput]) return [versionInput]
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter(name => before[name] !== after[name])
}

function inputName({ owner, name }: RecipeFile): string {
  return `${owner} ${name}`
}

function digest(value: Json): string {
  return createHash('sha256').update(canonical(value)).digest('hex')
}

/** JSON with sorted object keys, so that equal values have equal text. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`
}
