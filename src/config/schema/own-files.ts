import { posix } from 'node:path'
import { z } from 'zod'
import { reservationOf } from '../recipe-paths.ts'
import { absolutePathPattern, pathFault } from './absolute-path.ts'
import { listOf, type Refusal, refuse, strict, text } from './check.ts'
import { ownPath } from './own-path.ts'

/** `/` is the target of a folder with the layout of the root. */
const targetPattern = new RegExp(`^/$|${absolutePathPattern.source}`)

const target = z.string().superRefine(refuse(targetFault)).meta({ pattern: targetPattern.source })

const modeHint = 'Use octal digits in quotes, e.g. "0644"; without quotes, YAML reads a different number.'
const ownerHint = 'Use USER:GROUP, e.g. root:root or 1000:1000.'
/** A name or a number. */
const account = '(?:[a-z_][a-z0-9_-]*|[0-9]+)'

export const files = z
  .array(
    strict({
      source: ownPath.describe(
        'Path of the file or folder, relative to the folder of packer-ecs.yaml. A folder stands for all files in it.',
      ),
      target: target.describe('Absolute path in the image, of the file or for the content of the folder.'),
      mode: z
        .string(modeHint)
        .regex(/^[0-7]{3,4}$/, modeHint)
        .optional()
        .describe(
          'File mode, octal, in quotes. Default: 0644; in a folder, 0755 for files that are executable here.',
        ),
      owner: text(new RegExp(`^${account}:${account}$`), ownerHint)
        .default('root:root')
        .describe('Owner, USER:GROUP, by name or number.'),
      check: z
        .boolean()
        .default(true)
        .describe(
          'Whether the finished AMI must have the file as it is here; false if a script changes or deletes it.',
        ),
    }),
  )
  .default([])
  .describe('Your files to copy into the AMI. They are copied after everything that the recipe writes.')

export const staging = listOf(ownPath.superRefine(refuse(stagingFault)))
  .default([])
  .describe(
    'Files and folders, relative to the folder of packer-ecs.yaml, that your scripts can read in /var/tmp/packer-ecs/staging during the bake. They are not in the AMI.',
  )

export const template = ownPath
  .optional()
  .describe(
    'Path of your Packer template (Handlebars), relative to the folder of packer-ecs.yaml. Default: packer/image.pkr.hcl.hbs.',
  )

/** Path below the staging folder. `.` for the project's folder: its content is directly in the staging folder. */
export function stagingName(source: string): string {
  return posix.basename(posix.normalize(source))
}

function stagingFault(source: string): Refusal | undefined {
  const name = stagingName(source)
  if (name !== '..' && name !== '') return undefined
  return {
    code: 'VALUE_FORMAT',
    problem: 'which does not end with a name',
    why: 'Scripts find it by that name in /var/tmp/packer-ecs/staging.',
    hint: 'Use a path that ends with the name of the file or folder, such as ../tools.',
  }
}

function targetFault(path: string): Refusal | undefined {
  if (path === '/') return undefined
  const misspelled = pathFault(path, 'Use an absolute path, such as /etc/app/app.conf.')
  if (misspelled !== undefined) return misspelled
  const reserved = reservationOf(path)
  if (reserved === undefined) return undefined
  return {
    code: 'FILE_TARGET_RESERVED',
    problem: `which ${reserved.because}`,
    why: 'Your file would be overwritten or deleted.',
    hint: reserved.hint,
  }
}
