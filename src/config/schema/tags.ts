import { z } from 'zod'
import { type Refusal, refuse } from './check.ts'

/** EC2 takes 50 tags; 17 are the tool's own (Name and those that begin with packer-ecs:). */
const mostTags = 33

const allowed = /^[\p{L}\p{N}\p{Zs}_.:/=+@-]*$/u
const characters = 'Use letters, digits, spaces and _ . : / = + - @ only'

const key = z.string().superRefine(refuse(keyFault))

const value = z
  .string('Use text; put numbers, true and false in quotes.')
  .max(256, 'Use at most 256 characters.')
  .regex(allowed, `${characters}.`)

export const tags = z
  .record(key, value)
  .refine(
    tags => Object.keys(tags).length <= mostTags,
    `Use at most ${mostTags} tags: EC2 takes 50, 17 are packer-ecs's own.`,
  )
  .default({})
  .describe('Own tags of the AMI, its snapshots and the build instance, beside those that packer-ecs writes.')

function keyFault(tag: string): Refusal | undefined {
  const owner = /^aws:/i.test(tag)
    ? 'AWS'
    : tag.startsWith('packer-ecs:') || tag === 'Name'
      ? 'packer-ecs'
      : undefined
  if (owner !== undefined) {
    return { code: 'TAG_RESERVED', problem: `that only ${owner} writes`, hint: reservedHint(tag) }
  }
  if (tag.length >= 1 && tag.length <= 128 && allowed.test(tag)) return undefined
  return {
    code: 'VALUE_FORMAT',
    problem: 'that no tag may have',
    hint: `${characters}, 1 to 128 of them.`,
  }
}

function reservedHint(tag: string): string {
  return tag === 'Name' ? 'Use "name" for the name of the AMI.' : 'Use another key.'
}
