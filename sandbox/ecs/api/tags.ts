import { invalidParameter } from '../error.ts'
import type { Members } from '../types.ts'
import { type Action, type Context, withTags } from './context.ts'
import { listOf } from './validate-task-definition.ts'

const ownResource = /^arn:aws:ecs:[^:]+:\d+:(task-definition|service|task)\//

/** Whether the tags of a resource are kept here; those of clusters and container instances are in moto. */
export function hasOwnTags({ resourceArn }: Members): boolean {
  return ownResource.test(String(resourceArn))
}

const tag: Action = context => {
  change(context, present => withTags(present, listOf(context.parameters.tags)))
  return {}
}

const untag: Action = context => {
  const { tagKeys } = context.parameters
  const keys: readonly unknown[] = Array.isArray(tagKeys) ? tagKeys : []
  change(context, present => present.filter(({ key }) => !keys.includes(key)))
  return {}
}

const list: Action = context => {
  let tags: readonly Members[] = []
  change(context, present => {
    tags = present
    return present
  })
  return { tags }
}

function change(
  { store, parameters }: Context,
  next: (present: readonly Members[]) => readonly Members[],
): void {
  const arn = String(parameters.resourceArn)
  const owner = store.services.get(arn) ?? store.tasks.get(arn)
  const present = owner?.tags ?? store.tags.get(arn)
  if (present === undefined) throw invalidParameter('The specified resource was not found.')
  if (owner === undefined) store.tags.set(arn, next(present))
  else owner.tags = next(present)
}

export const tagActions: Readonly<Record<string, Action>> = {
  TagResource: tag,
  UntagResource: untag,
  ListTagsForResource: list,
}
