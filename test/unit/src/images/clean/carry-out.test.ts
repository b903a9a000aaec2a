import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Iam } from '#src/aws/iam.ts'
import { type CleanContext, carryOutClean, proposeClean } from '#src/images/clean/clean.ts'
import { cleanWorld } from '#test/helpers/clean-world.ts'
import { runRecord } from '#test/helpers/run-record.ts'

const runId = '20261121-013000-a1b2'

describe('an instance profile in a record', () => {
  const profile = 'packer-01234567-89ab-cdef-0123-456789abcdef'
  const created = [{ kind: 'instance-profile', id: profile }] as const

  /** The profiles that are looked up for a run with this outcome. */
  async function lookedUp(outcome: 'running' | 'failed', run?: string): Promise<string[]> {
    const names: string[] = []
    const { request, context } = cleanWorld(
      {},
      { run, records: [runRecord({ outcome, packer: null, created })] },
    )
    const iam = {
      temporaryProfile: async (name: string) => void names.push(name),
    } as unknown as Iam
    await proposeClean(request, { ...context, clients: { ...context.clients, iam: async () => iam } })
    return names
  }

  test('is looked up for an unfinished run, or one that is named: each costs a call', async () => {
    expect(await lookedUp('running')).toEqual([profile])
    expect(await lookedUp('failed')).toEqual([])
    expect(await lookedUp('failed', runId)).toEqual([profile])
  })
})

test('a Packer that outlived its run has ended before AWS is asked again, and the record says that it is clean', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clean-'))
  const marks: Record<number, string> = { 20: 'boot:200' }
  const events: string[] = []
  const { request, context } = cleanWorld(
    marks,
    {},
    {
      processes: {
        membersOf: async () => (20 in marks ? [20] : []),
        workingFolder: async () => join('/project/.packer-ecs/runs', runId),
        signalGroup: (_, signal) => void events.push(signal),
      },
    },
  )
  // Packer cleans up before it ends.
  const sleep = async () => {
    events.push('ended')
    delete marks[20]
  }
  const here = { ...request, recordsFolder: folder }
  const proposal = await proposeClean(here, context)
  const ec2 = context.clients.ec2
  const clients: CleanContext['clients'] = {
    ...context.clients,
    ec2: async region => {
      events.push('looked')
      return ec2(region)
    },
  }
  await carryOutClean(proposal, here, { ...context, clients, clock: { ...context.clock, sleep } })
  expect(events).toEqual(['SIGINT', 'ended', 'looked'])
  expect(await readdir(folder)).toEqual([`${runId}.json`])
  await rm(folder, { recursive: true })
})
