import type { Image, Tags } from '../aws/image.ts'
import { isGood } from './good.ts'
import { tagKeys } from './tags.ts'

/** Name of a project; null for a configuration without `project`. */
export type ProjectName = string | null

/** The tag that assigns an AMI or a temporary resource to its project. No project name is a dash. */
export function projectTag(project: ProjectName): Tags {
  return { [tagKeys.project]: project ?? '-' }
}

/**
 * `own`: of this project. `before`: without the tag, from before AMIs were assigned to projects; any project may use it
 * until one deploys it. `other`: of another project.
 */
export type Scope = 'own' | 'before' | 'other'

export function scopeOf(tags: Tags, project: ProjectName): Scope {
  const tag = tags[tagKeys.project]
  if (tag === undefined) return 'before'
  return tag === projectTag(project)[tagKeys.project] ? 'own' : 'other'
}

/**
 * The good AMIs that a project uses, the one to deploy first: its own, the newest first, then those from before
 * projects. A newer AMI from before projects may belong to another project, so it never comes before an own one.
 */
export function usableImages(images: readonly Image[], project: ProjectName): Image[] {
  const newestFirst = images
    .filter(isGood)
    .toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime())
  const inScope = (scope: Scope) => newestFirst.filter(({ tags }) => scopeOf(tags, project) === scope)
  return [...inScope('own'), ...inScope('before')]
}

/** `project shop`, `no project` or `before projects`, from the value of the tag. */
export function originWords(tag: string | null | undefined): string {
  if (tag === undefined || tag === null) return 'before projects'
  return tag === projectTag(null)[tagKeys.project] ? 'no project' : `project ${tag}`
}
