import { z } from 'zod'
import { recipeScripts } from '../settings.ts'
import { type Refusal, refuse, strict, text } from './check.ts'
import { absolutePathPattern } from './mount-point.ts'

const ownPath = z.string().min(1, 'Name a file, relative to the folder of packer-ecs.yaml.')

export const scripts = z
  .array(
    strict({
      path: ownPath.describe(
        'Script, relative to the folder of packer-ecs.yaml; begins with #!, runs as root.',
      ),
      after: z.enum(recipeScripts).default('files').describe("The recipe's script that it runs after."),
    }),
  )
  .default([])
  .describe('Own scripts that run while the image is baked, in this order where several have the same place.')

const target = z
  .string()
  .regex(absolutePathPattern, 'Use an absolute path of a file, without "..", spaces or a final slash.')
  .superRefine(refuse(targetFault))

const modeHint = 'Use octal digits in quotes, e.g. "0644": without quotes YAML reads another number.'
const ownerHint = 'Use USER:GROUP, e.g. root:root.'

export const files = z
  .array(
    strict({
      source: ownPath.describe('File, relative to the folder of packer-ecs.yaml.'),
      target: target.describe('Absolute path in the image.'),
      mode: z
        .string(modeHint)
        .regex(/^[0-7]{3,4}$/, modeHint)
        .default('0644')
        .describe('Mode, octal, in quotes.'),
      owner: text(/^[a-z_][a-z0-9_-]*:[a-z_][a-z0-9_-]*$/, ownerHint)
        .default('root:root')
        .describe('USER:GROUP.'),
    }),
  )
  .default([])
  .describe('Own files put into the image, after everything that the recipe writes.')

export const template = ownPath
  .optional()
  .describe(
    'Own Handlebars template, relative to the folder of packer-ecs.yaml. Default: packer/image.pkr.hcl.hbs.',
  )

/** Written by the recipe or at first boot: an own file there would be lost, or break the start. */
const reservedTargets: readonly { pattern: RegExp; hint: string }[] = [
  { pattern: /^\/etc\/ecs\/ecs\.config(?:\.json)?$/, hint: 'Use "agent".' },
  { pattern: /^\/etc\/docker\/daemon\.json$/, hint: 'Use "docker".' },
  { pattern: /^\/(?:etc|usr\/libexec)\/packer-ecs\//, hint: 'Use another folder.' },
  { pattern: /^\/(?:dev|proc|run|sys|tmp|var\/tmp)\//, hint: 'Use a folder that outlives a reboot.' },
]

function targetFault(path: string): Refusal | undefined {
  const reserved = reservedTargets.find(({ pattern }) => pattern.test(path))
  if (reserved === undefined) return undefined
  return { code: 'FILE_TARGET_RESERVED', problem: 'where an own file would not last', hint: reserved.hint }
}
