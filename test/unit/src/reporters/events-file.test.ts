import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEventsFile } from '#src/reporters/events-file.ts'

const clock = { now: () => new Date(0), sleep: async () => {} }

test('other users cannot read a new file of events, whatever the umask', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'events-'))
  const umask = process.umask(0)
  try {
    const path = join(folder, 'events.ndjson')
    const file = await openEventsFile(path, clock as never, () => undefined)
    await file.close()
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  } finally {
    process.umask(umask)
    await rm(folder, { recursive: true })
  }
})
