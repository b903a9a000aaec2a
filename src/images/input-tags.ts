import { createHash } from 'node:crypto'
import type { Tags } from '../aws/image.ts'
import type { BakeInputs } from './bake-key.ts'

/** `packer-ecs:inputs-1` and so on: what decided the AMI's content, so that any machine can say what changed. */
const prefix = 'packer-ecs:inputs-'

/** Characters of each of the two digests of an input: 24 bits tell a few dozen inputs apart. */
const digestLength = 4
const entryLength = 2 * digestLength
/** A tag's value has at most 256 characters. */
const entriesPerTag = 256 / entryLength
const mostTags = 4

/** A digest of each input's name and of its value; none when there are too many for the tags of an AMI. */
export function inputTags(inputs: BakeInputs): Tags {
  const entries = Object.entries(inputs).map(([name, value]) => `${digest(name)}${digest(value)}`)
  const values = []
  for (let first = 0; first < entries.length; first += entriesPerTag)
    values.push(entries.slice(first, first + entriesPerTag).join(''))
  if (values.length > mostTags) return {}
  return Object.fromEntries(values.map((value, index) => [`${prefix}${index + 1}`, value]))
}

/**
 * Names of the inputs that differ from those of an AMI or came since, and how many went; undefined when its
 * tags do not tell.
 */
export function changedSince(tags: Tags, inputs: BakeInputs): readonly string[] | undefined {
  const before = entriesIn(tags)
  if (before.size === 0) return undefined
  const changed = Object.entries(inputs)
    .filter(([name, value]) => before.get(digest(name)) !== digest(value))
    .map(([name]) => name)
  const names = new Set(Object.keys(inputs).map(digest))
  const gone = [...before.keys()].filter(name => !names.has(name)).length
  return gone === 0 ? changed : [...changed, `${gone} that went`]
}

function entriesIn(tags: Tags): Map<string, string> {
  const text = Object.keys(tags)
    .filter(key => key.startsWith(prefix))
    .toSorted()
    .map(key => tags[key])
    .join('')
  const entries = text.match(new RegExp(`.{${entryLength}}`, 'g')) ?? []
  return new Map(entries.map(entry => [entry.slice(0, digestLength), entry.slice(digestLength)]))
}

/** EC2 takes base64url's alphabet in a tag's value. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, digestLength)
}
