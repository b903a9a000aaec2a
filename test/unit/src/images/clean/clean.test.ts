import { describe, expect, test } from 'vitest'
import { proposeClean } from '#src/images/clean/clean.ts'
import { cleanWorld } from '#test/helpers/clean-world.ts'
import { fakeInstance, fakeRegion } from '#test/helpers/fake-region.ts'

/** What `clean` proposes for an interrupted bake, on a machine where these processes run. */
async function proposal(
  marks: Readonly<Record<number, string>>,
  run?: string,
  region = fakeRegion(),
  projectName = 'shop',
) {
  const project = projectName === 'any' ? undefined : projectName
  const { request, context } = cleanWorld(marks, { run, projectName: project }, { region })
  const { runs, orphans, skipped } = await proposeClean(request, context)
  const ids = (list: readonly { readonly runId: string }[]) => list.map(({ runId }) => runId)
  return { runs: ids(runs), orphans: ids(orphans), skipped: ids(skipped) }
}

const runId = '20261121-013000-a1b2'

test('a Packer that outlived its run is stopped', async () => {
  expect(await proposal({ 20: 'boot:200' })).toEqual({ runs: [runId], orphans: [runId], skipped: [] })
})

test('a Packer that has ended is not, nor another process with its id', async () => {
  const cleaned = { runs: [runId], orphans: [], skipped: [] }
  expect(await proposal({})).toEqual(cleaned)
  expect(await proposal({ 20: 'boot:999' })).toEqual(cleaned)
})

test('a run whose owner is alive is left alone, and skipped when it is named', async () => {
  const alive = { 10: 'boot:100', 20: 'boot:200' }
  expect(await proposal(alive)).toEqual({ runs: [], orphans: [], skipped: [] })
  expect(await proposal(alive, runId)).toEqual({ runs: [], orphans: [], skipped: [runId] })
})

describe('a run of another project, which left an instance and a key pair', () => {
  const other = '20261120-013000-c3d4'
  const keyName = `packer-ecs-${other}`
  const tags = { 'packer-ecs:run': other, 'packer-ecs:project': 'billing' }
  const region = () =>
    fakeRegion({
      instances: [fakeInstance('i-1', { keyName, tags })],
      keyPairs: [{ name: keyName, tags: {} }],
    })

  test('is not cleaned up', async () => {
    expect(await proposal({}, undefined, region())).toEqual({ runs: [runId], orphans: [], skipped: [] })
  })

  test('is skipped when it is named', async () => {
    expect(await proposal({}, other, region())).toEqual({ runs: [], orphans: [], skipped: [other] })
  })

  test('is cleaned up where there is no configuration', async () => {
    const { runs } = await proposal({}, undefined, region(), 'any')
    expect(runs).toEqual([other, runId])
  })

  test('is cleaned up if it is from before projects', async () => {
    const old = fakeRegion({
      instances: [fakeInstance('i-1', { keyName, tags: { 'packer-ecs:run': other } })],
    })
    expect((await proposal({}, undefined, old)).runs).toEqual([other, runId])
  })
})
