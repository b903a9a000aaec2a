import type { Image, Tags } from '../aws/image.ts'
import { type BakeInputs, changedInputs } from './bake-key.ts'
import type { ResolvedBase } from './base.ts'
import { changedSince } from './input-tags.ts'
import { changeWords, type SettingValues } from './setting-values.ts'
import { tagKeys } from './tags.ts'

/** What the record of a bake has of its inputs; empty when the bake ended before its plan. */
export interface RecordedInputs {
  readonly inputs: BakeInputs
  readonly settings: SettingValues
}

export interface NewInputs {
  readonly inputs: BakeInputs
  readonly values: SettingValues
  readonly base: Pick<ResolvedBase, 'imageId' | 'release'>
  /** Of the run that baked the previous AMI; undefined when this machine has no record of it. */
  readonly before: RecordedInputs | undefined
}

/** `changed since 2026-11-01: base, dataVolume.size 22 → 25`. */
export function whatChanged(
  { createdAt, imageId, tags }: Image,
  { inputs, values, base, before }: NewInputs,
): string {
  const since = `changed since ${createdAt.toISOString().slice(0, 10)}`
  const names = changedNames(tags, inputs, before)
  if (names === undefined) return `${since} (${imageId}, baked on another machine)`
  const known = before === undefined || Object.keys(before.settings).length === 0 ? null : before.settings
  // The tags of an AMI have its release, whatever machine baked it.
  const words = names.flatMap(name =>
    name === 'setting releasever'
      ? [`releasever ${tags[tagKeys.releasever] ?? 'none'} \u2192 ${releasever(values)}`]
      : name === 'base'
        ? [baseWords(tags, base)]
        : changeWords([name], known, values),
  )
  return `${since}: ${words.join(', ')}`
}

/** The run's record on this machine has all names, even of removed inputs; the AMI's tags work on any machine. */
function changedNames(
  tags: Tags,
  inputs: BakeInputs,
  before: RecordedInputs | undefined,
): readonly string[] | undefined {
  return before === undefined || Object.keys(before.inputs).length === 0
    ? changedSince(tags, inputs)
    : changedInputs(before.inputs, inputs)
}

function baseWords(tags: Tags, { imageId, release }: NewInputs['base']): string {
  const before = { imageId: tags[tagKeys.baseId], release: tags[tagKeys.release] }
  if (before.imageId === undefined) return 'base'
  return before.release === undefined || release === null || before.release === release
    ? `base ${before.imageId} \u2192 ${imageId}`
    : `base ${before.release} \u2192 ${release}`
}

function releasever(values: SettingValues): string {
  const value = values['updates.releasever']
  return value === undefined || value === 'null' ? 'none' : JSON.parse(value)
}
