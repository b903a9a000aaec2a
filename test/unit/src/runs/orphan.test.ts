import { describe, expect, test } from 'vitest'
import type { Processes } from '#src/ports/ports.ts'
import { endOrphan, orphanState } from '#src/runs/orphan.ts'
import { fastClock } from '#test/helpers/fake-region.ts'

const packer = { host: 'here', processId: 7, startMark: 'boot:1' }
const runFolder = '/project/.packer-ecs/runs/r'

function processes(replaced: Partial<Processes> = {}): Processes {
  return {
    host: 'here',
    self: async () => packer,
    startMark: async () => undefined,
    membersOf: async () => [],
    workingFolder: async () => undefined,
    signalGroup: () => undefined,
    ...replaced,
  }
}

describe('the Packer of a run whose driver died', () => {
  test.each<[string, Partial<Processes>, string]>([
    ['runs when its process has the recorded start', { startMark: async () => 'boot:1' }, 'running'],
    ['has ended when its id is another process\u2019s by now', { startMark: async () => 'boot:2' }, 'ended'],
    ['has ended when nothing is left of its group', {}, 'ended'],
    [
      'runs when what it started works in the run\u2019s folder',
      { membersOf: async () => [8, 9], workingFolder: async () => runFolder },
      'running',
    ],
    [
      'is doubtful when one of the group works elsewhere',
      { membersOf: async () => [8, 9], workingFolder: async id => (id === 8 ? runFolder : '/home') },
      'doubtful',
    ],
    ['is doubtful where nobody tells the folder', { membersOf: async () => [8] }, 'doubtful'],
    ['cannot be seen from another machine', { host: 'there' }, 'elsewhere'],
  ])('%s', async (_, seen, state) => {
    expect(await orphanState(packer, runFolder, processes(seen))).toBe(state)
  })
})

describe('it is ended', () => {
  test('by asking, when it listens', async () => {
    const sent: string[] = []
    const members = [[8], [8], []]
    await endOrphan(
      packer,
      processes({
        membersOf: async () => members.shift() ?? [],
        signalGroup: (group, signal) => void sent.push(`${group} ${signal}`),
      }),
      fastClock(),
    )
    expect(sent).toEqual(['7 SIGINT'])
  })

  test('by force after ten seconds, when it does not', async () => {
    const sent: string[] = []
    const clock = fastClock()
    const begun = clock.now().getTime()
    await endOrphan(
      packer,
      processes({
        membersOf: async () => (sent.includes('SIGKILL') ? [] : [8]),
        signalGroup: (_, signal) => void sent.push(signal),
      }),
      clock,
    )
    expect(sent).toEqual(['SIGINT', 'SIGKILL'])
    expect((clock.now().getTime() - begun) / 1000).toBeCloseTo(10, 0)
  })
})
