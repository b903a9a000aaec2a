import { createHash } from 'node:crypto'
import type { Tags } from '../aws/image.ts'
import { type BakeInputs, versionInput } from './bake-key.ts'

/** `packer-ecs:inputs-1` and so on: the AMI's inputs, so that any machine can report what changed. */
const prefix = 'packer-ecs:inputs-'

/** Characters of each of the two digests of an input: 24 bits distinguish a few dozen inputs. */
const digestLength = 4
const entryLength = 2 * digestLength
/** A tag value has at most 256 characters. */
const entriesPerTag = 256 / entryLength
const mostTags = 4
/** EC2 allows 50 tags; kernel and state are added to the AMI later, and the owner by newer versions of Packer. */
const mostOthers = 50 - 3

/**
 * A digest of the name and value of each input; empty when there are too many inputs for an AMI's tags.
 *
 * @param others the AMI's other tags, which leave less room if the user has many
 */
export function inputTags(inputs: BakeInputs, others: Tags = {}): Tags {
  const entries = Object.entries(inputs).map(([name, value]) => `${digest(name)}${digest(value)}`)
  const values = []
  for (let first = 0; first < entries.length; first += entriesPerTag)
    values.push(entries.slice(first, first + entriesPerTag).join(''))
  if (values.length > Math.min(mostTags, mostOthers - Object.keys(others).length)) return {}
  return Object.fromEntries(values.map((value, index) => [`${prefix}${index + 1}`, value]))
}

/**
 * Names of the inputs that were changed or added since an AMI, and the number of removed ones; undefined when its
 * tags do not have them. When packer-ecs itself changed, only that is named.
 */
export function changedSince(tags: Tags, inputs: BakeInputs): readonly string[] | undefined {
  const before = entriesIn(tags)
  if (before.size === 0) return undefined
  if (before.get(digest(versionInput)) !== digest(inputs[versionInput] ?? '')) return [versionInput]
  const changed = Object.entries(inputs)
    .filter(([name, value]) => before.get(digest(name)) !== digest(value))
    .map(([name]) => name)
  const names = new Set(Object.keys(inputs).map(digest))
  const removed = [...before.keys()].filter(name => !names.has(name)).length
  return removed === 0 ? changed : [...changed, `${removed} removed`]
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

/** base64url: EC2 allows all of its characters in a tag value. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, digestLength)
}
