import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { vi } from 'vitest'
import { stateFolder } from '#src/host/places.ts'
import type { BakeRecord } from '#src/runs/record.ts'
import { recordsFolder } from '#src/runs/record-file.ts'
import { type BakeAnswer, startTool, type ToolRequest, withDocument } from './bake.ts'

const patience = { timeout: 300_000, interval: 20 }

/** A bake that has come to a certain point and goes on. */
export interface BakeUnderWay {
  readonly processId: number
  readonly record: BakeRecord
  /** Resolves when it has ended, however. */
  readonly ended: Promise<BakeAnswer>
}

/** Starts a bake and waits until it says where it is; throws with all it said when it ends before. */
export async function bakeUntil(
  request: ToolRequest,
  stage: string,
  ...argv: readonly string[]
): Promise<BakeUnderWay> {
  const before = new Set(await runIds(request))
  const tool = startTool(request, 'bake', '--json', ...argv)
  const ended = tool.then(({ exitCode = -1, stdout, stderr }) => withDocument({ exitCode, stdout, stderr }))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    tool.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes(stage)) resolve()
    })
    ended.then(() => reject(new Error(`the bake ended before "${stage}":\n${said}`)), reject)
  })
  const [runId = ''] = (await runIds(request)).filter(id => !before.has(id))
  // Packer 1.6 cannot tag its security group: docs/leftovers.md tells of the gap before its name is noted.
  const record = await vi.waitFor(async () => {
    const noted = await readRecord(request, runId)
    if (!noted.created.some(({ kind }) => kind === 'security-group')) throw new Error('no group is noted')
    return noted
  }, patience)
  return { processId: tool.pid ?? 0, record, ended }
}

export async function readRecord(request: ToolRequest, runId: string): Promise<BakeRecord> {
  return JSON.parse(await readFile(join(records(request), `${runId}.json`), 'utf8'))
}

/** Every process of the run's Packer, its plugins included. */
export function killPacker({ record }: BakeUnderWay): void {
  if (record.packer === null) throw new Error(`run ${record.runId} has no Packer yet`)
  process.kill(-record.packer.processId, 'SIGKILL')
}

async function runIds(request: ToolRequest): Promise<string[]> {
  const names = await readdir(records(request)).catch(() => [])
  return names.flatMap(name => /^(\d{8}-.*)\.json$/.exec(name)?.[1] ?? [])
}

function records({ project, environment }: ToolRequest): string {
  const home = environment?.XDG_STATE_HOME
  return recordsFolder(home === undefined ? stateFolder() : join(home, 'packer-ecs'), project.folder)
}
