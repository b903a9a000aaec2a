import { z } from 'zod'
import { hidesRecipePath } from '../recipe-paths.ts'
import { pathFault } from './absolute-path.ts'
import { type Refusal, refuse } from './check.ts'

/** Other characters would need escapes in fstab and in names of units. */
const pattern = /^(?:\/[\w.@+,=-]+)+$/

export const mountPoint = z.string().superRefine(refuse(findFault)).meta({ pattern: pattern.source })

/** Mounting over these hides files that the system needs; the recipe bind-mounts Docker's folders itself. */
const systemTrees =
  /^\/(?:bin|boot|dev|etc|lib|lib64|proc|root|run|sbin|sys|tmp|usr|var\/lib\/(?:cloud|docker|ecs)|var\/tmp)(?:\/|$)/
const systemFolders = /^\/(?:home|opt|var|var\/(?:cache|lib|log))$/

function findFault(path: string): Refusal | undefined {
  const hint = 'Use an absolute path such as /data, of letters, digits and . _ @ + , = - in each name.'
  const misspelled = pathFault(path, hint)
  if (misspelled !== undefined) return misspelled
  const character = /[^\w.@+,=/-]/u.exec(path)?.[0]
  if (character !== undefined)
    return { code: 'VALUE_FORMAT', problem: `which contains ${JSON.stringify(character)}`, hint }
  if (!systemTrees.test(path) && !systemFolders.test(path) && !hidesRecipePath(path)) return undefined
  return {
    code: 'MOUNT_POINT_RESERVED',
    problem: 'which is a system folder',
    why: 'A volume mounted there would hide the files of the system.',
    hint: 'Use a separate folder, such as /data.',
  }
}
