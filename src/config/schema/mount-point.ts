import { z } from 'zod'
import { type Refusal, refuse } from './check.ts'

export const absolutePathPattern = /^(?:\/[\w@+,=-][\w.@+,=-]*|\/\.[\w@+,=-][\w.@+,=-]*)+$/

export const mountPoint = z
  .string()
  .regex(absolutePathPattern, 'Use an absolute path such as /data, without "..", spaces or a final slash.')
  .superRefine(refuse(findFault))

/** Mounting over these hides files that the system needs; the recipe bind-mounts Docker's volumes itself. */
const systemTrees =
  /^\/(?:bin|boot|dev|etc|lib|lib64|proc|root|run|sbin|sys|tmp|usr|var\/lib\/(?:cloud|docker|ecs)|var\/tmp)(?:\/|$)/
const systemFolders = /^\/(?:home|opt|var|var\/(?:cache|lib|log))$/

function findFault(path: string): Refusal | undefined {
  if (!systemTrees.test(path) && !systemFolders.test(path)) return undefined
  return {
    code: 'MOUNT_POINT_RESERVED',
    problem: 'which is a system folder',
    why: 'A volume mounted there would hide the files of the system.',
    hint: 'Use a separate folder, such as /data.',
  }
}
