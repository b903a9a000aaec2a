import { z } from 'zod'
import { evenWithFaults, type Refusal, refuse } from './check.ts'

/** EC2 allows 50 tags; packer-ecs sets up to 20 itself (Name and those that begin with packer-ecs:). */
const mostTags = 30

const allowed = /^[\p{L}\p{N}\p{Zs}_.:/=+@-]*$/u
/** The same for the JSON Schema, as far as engines without `\p` can check it: anything beyond ASCII passes. */
const portable = /^(?:[A-Za-z0-9 _.:/=+@-]|[^ -~])*$/
const characters = 'Use only letters, digits, spaces and _ . : / = + - @'

const key = z.string().superRefine(refuse(keyFault))

const value = z
  .string('Use a string; put numbers, true and false in quotes.')
  .max(256, 'Use at most 256 characters.')
  .superRefine(refuse(valueFault))
  .meta({ pattern: portable.source })

export const tags = z
  .record(key, value)
  .refine(tags => Object.keys(tags).length <= mostTags, {
    error: `Use at most ${mostTags} tags: EC2 allows 50, and packer-ecs sets up to 20.`,
    ...evenWithFaults,
  })
  .default({})
  .describe(
    'Tags of the AMI, its snapshots and the build instance, in addition to those that packer-ecs sets.',
  )

function valueFault(text: string): Refusal | undefined {
  return allowed.test(text) ? undefined : { code: 'VALUE_FORMAT', hint: `${characters}.` }
}

function keyFault(tag: string): Refusal | undefined {
  const owner = /^aws:/i.test(tag)
    ? 'AWS'
    : tag.startsWith('packer-ecs:') || tag === 'Name'
      ? 'packer-ecs'
      : undefined
  if (owner !== undefined) {
    return { code: 'TAG_RESERVED', problem: `reserved for ${owner}`, hint: reservedHint(tag) }
  }
  if (tag.length >= 1 && tag.length <= 128 && allowed.test(tag)) return undefined
  return {
    code: 'VALUE_FORMAT',
    problem: 'not a valid tag key',
    hint: `${characters}, 1 to 128 characters.`,
  }
}

function reservedHint(tag: string): string {
  return tag === 'Name' ? 'Use "name" for the name of the AMI.' : 'Use another key.'
}
