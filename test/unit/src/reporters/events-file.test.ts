import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEventsFile } from '#src/reporters/events-file.ts'

const clock = { now: () => new Date('2026-11-21T01:30:00Z'), sleep: async () => undefined }
const notice = (text: string) => ({ type: 'notice', text }) as const
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'events-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('events are appended in order, with their time, and with their image if there is one', async () => {
  const path = join(folder, 'bake.ndjson')
  await writeFile(path, 'earlier\n')
  const file = await openEventsFile(path, clock, () => undefined)
  file.report(notice('one'), undefined)
  file.report(notice('two'), 'ecs')
  await file.close()
  const at = '2026-11-21T01:30:00.000Z'
  expect(await readFile(path, 'utf8')).toBe(
    `earlier\n{"at":"${at}","type":"notice","text":"one"}\n{"at":"${at}","image":"ecs","type":"notice","text":"two"}\n`,
  )
})

test('a file that cannot be opened is an error before anything is started', async () => {
  await expect(openEventsFile(join(folder, 'no/such'), clock, () => undefined)).rejects.toMatchObject({
    code: 'EVENTS_NOT_WRITABLE',
    message: expect.stringContaining('ENOENT'),
    exitStatus: 2,
  })
})

test('other users cannot read a new file of events, whatever the umask', async () => {
  const umask = process.umask(0)
  try {
    const path = join(folder, 'events.ndjson')
    const file = await openEventsFile(path, clock, () => undefined)
    await file.close()
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  } finally {
    process.umask(umask)
  }
})

test.skipIf(process.platform !== 'linux')(
  'a disk that fills up is reported once, and the run continues',
  async () => {
    const told: string[] = []
    const file = await openEventsFile('/dev/full', clock, text => told.push(text))
    file.report(notice('one'), undefined)
    file.report(notice('two'), undefined)
    await file.close()
    expect(told).toEqual(['no more events can be written to /dev/full: ENOSPC'])
  },
)
