import { errorDocument } from '../../errors/error-document.ts'
import type { ToolError } from '../../errors/tool-error.ts'
import type { BakeDocument } from '../document.ts'
import type { Steps } from '../steps.ts'
import type { BakeProgress } from './request.ts'

/** What a bake found out and made, as its document tells it. */
export function describeProgress({ base, plan, packer, amis }: BakeProgress) {
  return {
    schemaVersion: 1 as const,
    bakeKey: plan?.bakeKey ?? null,
    amis,
    base:
      base === null
        ? null
        : {
            imageId: base.imageId,
            name: base.name,
            release: base.release,
            agentVersion: base.agentVersion,
            dockerVersion: base.dockerVersion,
          },
    packer: packer === null ? null : { version: packer.binary.version, plugin: packer.plugin },
  }
}

export function describeError(error: ToolError | undefined, steps: Steps): BakeDocument['error'] {
  if (error === undefined) return null
  return { ...errorDocument(error), stage: steps.current }
}
