import type { Image } from '../aws/image.ts'
import { errorDocument } from '../errors/error-document.ts'
import { InterruptedError } from '../errors/interrupted.ts'
import type { ToolError } from '../errors/tool-error.ts'

/** The one document that `bake --json` prints. Fields that an outcome has not are null. */
export interface BakeDocument {
  readonly schemaVersion: 1
  readonly outcome: 'baked' | 'unchanged' | 'planned' | 'failed' | 'interrupted'
  readonly runId: string | null
  readonly image: string | null
  readonly bakeKey: string | null
  readonly amis: readonly BakedAmi[]
  readonly base: {
    readonly imageId: string
    readonly name: string
    readonly release: string | null
    readonly agentVersion: string | null
    readonly dockerVersion: string | null
  } | null
  readonly packer: { readonly version: string; readonly plugin: string | null } | null
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationSeconds: number
  readonly runFolder: string | null
  readonly error: {
    readonly code: string
    readonly message: string
    readonly hint: string
    readonly stage: string | null
  } | null
  /** What the run made and could not remove. */
  readonly leftovers: readonly Leftover[]
}

export interface BakedAmi {
  readonly region: string
  readonly imageId: string
  readonly name: string
  readonly snapshotIds: readonly string[]
}

export interface Leftover {
  readonly region: string
  readonly type: string
  readonly id: string
}

/** Of a bake that ended before it had a run: no configuration, no credentials, no sandbox, Ctrl-C at a question. */
export function failedDocument(error: ToolError, startedAt: Date, endedAt: Date): BakeDocument {
  return {
    schemaVersion: 1,
    outcome: error instanceof InterruptedError ? 'interrupted' : 'failed',
    runId: null,
    image: null,
    bakeKey: null,
    amis: [],
    base: null,
    packer: null,
    startedAt: startedAt.toISOString(),
    durationSeconds: (endedAt.getTime() - startedAt.getTime()) / 1000,
    runFolder: null,
    error: { ...errorDocument(error), stage: null },
    leftovers: [],
  }
}

export function bakedAmi(region: string, { imageId, name, volumes }: Image): BakedAmi {
  return { region, imageId, name, snapshotIds: volumes.map(({ snapshotId }) => snapshotId) }
}
