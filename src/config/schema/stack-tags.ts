import { z } from 'zod'
import { evenWithFaults, type Refusal, refuse } from './check.ts'

const mostTags = 50

export const stackTags = z
  .record(
    z.string().superRefine(refuse(keyFault)),
    z.string('Use a string; put numbers, true and false in quotes.').max(256, 'Use at most 256 characters.'),
  )
  .refine(tags => Object.keys(tags).length <= mostTags, {
    error: `Use at most ${mostTags} tags.`,
    ...evenWithFaults,
  })
  .default({})
  .describe('Tags of the stack; CloudFormation sets them on every resource that supports tags.')

function keyFault(tag: string): Refusal | undefined {
  const owner = /^aws:/i.test(tag) ? 'AWS' : tag.startsWith('packer-ecs:') ? 'packer-ecs' : undefined
  if (owner !== undefined) {
    return { code: 'TAG_RESERVED', problem: `reserved for ${owner}`, hint: 'Use another key.' }
  }
  if (tag.length >= 1 && tag.length <= 128) return undefined
  return { code: 'VALUE_FORMAT', problem: 'wrong length', hint: 'Use 1 to 128 characters.' }
}
