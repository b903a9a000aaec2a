import { z } from 'zod'
import { type Refusal, refuse, strict, text } from './check.ts'
import { absolutePathPattern } from './mount-point.ts'
import { ownPath } from './own-path.ts'

const target = z
  .string()
  .regex(absolutePathPattern, 'Use the absolute path of a file, without "..", spaces or a trailing slash.')
  .superRefine(refuse(targetFault))

const modeHint = 'Use octal digits in quotes, e.g. "0644"; without quotes, YAML reads a different number.'
const ownerHint = 'Use USER:GROUP, e.g. root:root.'

export const files = z
  .array(
    strict({
      source: ownPath.describe('Path of the file, relative to the folder of packer-ecs.yaml.'),
      target: target.describe('Absolute path in the image.'),
      mode: z
        .string(modeHint)
        .regex(/^[0-7]{3,4}$/, modeHint)
        .default('0644')
        .describe('File mode, octal, in quotes.'),
      owner: text(/^[a-z_][a-z0-9_-]*:[a-z_][a-z0-9_-]*$/, ownerHint)
        .default('root:root')
        .describe('Owner, USER:GROUP.'),
    }),
  )
  .default([])
  .describe('Your files to copy into the AMI. They are copied after everything that the recipe writes.')

export const template = ownPath
  .optional()
  .describe(
    'Path of your Packer template (Handlebars), relative to the folder of packer-ecs.yaml. Default: packer/image.pkr.hcl.hbs.',
  )

/** Written by the recipe or at first boot: another file there would be lost or prevent the start. */
const reservedTargets: readonly { pattern: RegExp; hint: string }[] = [
  { pattern: /^\/etc\/ecs\/ecs\.config(?:\.json)?$/, hint: 'Use "agent".' },
  { pattern: /^\/etc\/docker\/daemon\.json$/, hint: 'Use "docker".' },
  { pattern: /^\/(?:etc|usr\/libexec)\/packer-ecs\//, hint: 'Use another folder.' },
  { pattern: /^\/(?:dev|proc|run|sys|tmp|var\/tmp)\//, hint: 'Use a folder that persists after a reboot.' },
]

function targetFault(path: string): Refusal | undefined {
  const reserved = reservedTargets.find(({ pattern }) => pattern.test(path))
  if (reserved === undefined) return undefined
  return {
    code: 'FILE_TARGET_RESERVED',
    problem: 'where your file would be overwritten or deleted',
    hint: reserved.hint,
  }
}
