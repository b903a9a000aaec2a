import type { StackDescription } from '../../aws/stack.ts'

/** Of the request for a change set. */
interface Wanted {
  readonly tags: Readonly<Record<string, string>>
  readonly notificationTopics: readonly string[]
}

/**
 * Tags and topics of the stack that the request removes: CloudFormation replaces all of them when a request has any
 * (API reference, CreateChangeSet).
 */
export function lostSettings(
  before: StackDescription | null,
  { tags, notificationTopics }: Wanted,
): string[] {
  if (before === null) return []
  const lostTags = Object.keys(before.tags).filter(key => !/^aws:/i.test(key) && !Object.hasOwn(tags, key))
  const lostTopics = before.notificationTopics.filter(topic => !notificationTopics.includes(topic))
  return [
    ...(Object.keys(tags).length === 0 || lostTags.length === 0
      ? []
      : [
          `Removes from the stack and its resources the tags that are not in the configuration: ${lostTags.join(', ')}.`,
        ]),
    ...(notificationTopics.length === 0 || lostTopics.length === 0
      ? []
      : [`Removes the notification topics that are not in the configuration: ${lostTopics.join(', ')}.`]),
  ]
}
