import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ToolEvent } from '#src/events/events.ts'
import { files } from '#src/host/system.ts'
import type { RunContext } from '#src/runs/context.ts'
import { fastClock } from './fake-region.ts'
import { machine } from './processes.ts'

/** Of all runs of a test file. */
let folder: string | undefined
function stateFolder(): string {
  if (folder !== undefined) return folder
  const made = mkdtempSync(join(tmpdir(), 'state-'))
  process.on('exit', () => rmSync(made, { recursive: true, force: true }))
  folder = made
  return made
}

/** What a run receives, on a machine where no other process runs; with the events that were emitted. */
export function fakeRunContext() {
  const events: ToolEvent[] = []
  const context: RunContext = {
    clock: fastClock(),
    random: { hex: bytes => randomBytes(bytes).toString('hex') },
    fileSystem: files,
    processes: machine({}),
    emit: event => void events.push(event),
    stateFolder: stateFolder(),
    region: 'us-east-1',
    endpoint: null,
    caller: async () => ({
      accountId: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/me',
      name: 'me',
      partition: 'aws',
    }),
  }
  const notices = () => events.flatMap(event => (event.type === 'notice' ? [event.text] : []))
  return { context, events, notices }
}
