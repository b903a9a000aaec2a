import { errorDocument } from '../../errors/error-document.ts'
import type { EndedRun } from '../../runs/workflow.ts'
import type { BakeDocument } from '../document.ts'
import type { BakeProgress } from './request.ts'

/** A bake that ended, as `bake --json` prints it. */
export function describeBake(image: string, ended: EndedRun<'bake'>, progress: BakeProgress): BakeDocument {
  const { outcome, runId, runFolder, startedAt, durationSeconds, leftovers, error, stage } = ended
  const { base, plan, packer, amis } = progress
  return {
    schemaVersion: 1,
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
    outcome,
    runId,
    image,
    startedAt: startedAt.toISOString(),
    durationSeconds,
    runFolder,
    leftovers: leftovers ?? [],
    error: error === undefined ? null : { ...errorDocument(error), stage },
  }
}
