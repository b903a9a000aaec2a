import { z } from 'zod'
import { recipeScripts } from '../settings.ts'
import { strict } from './check.ts'
import { ownPath } from './own-path.ts'

export const scripts = z
  .array(
    strict({
      path: ownPath.describe(
        'Path of the script, relative to the folder of packer-ecs.yaml. The script begins with #! and runs as root.',
      ),
      after: z.enum(recipeScripts).default('files').describe("The recipe's script that this one runs after."),
    }),
  )
  .default([])
  .describe('Your scripts to run during the bake. Scripts with the same "after" run in this order.')
