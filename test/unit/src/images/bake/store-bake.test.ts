import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import { type BakeWorld, type BakeWorldOptions, makeBakeWorld } from '#test/helpers/bake-world.ts'
import { stateWorld } from '#test/helpers/state-world.ts'

let world: BakeWorld
let state: ReturnType<typeof stateWorld>
beforeEach(() => {
  state = stateWorld()
})
afterEach(() => world.project.remove())

const open = async (options: BakeWorldOptions) => {
  world = await makeBakeWorld(options)
  return world
}
const stored = (key: string) => {
  const text = state.text(key)
  return text === undefined ? undefined : JSON.parse(text)
}

describe('a bake in a region with a state bucket', () => {
  test('writes the record of its AMI, its packages and its run', async () => {
    await open({ stateOf: async () => state.machine() })
    const { document } = await world.bake()
    const [{ imageId } = { imageId: '' }] = document.amis
    expect(stored(`amis/${imageId}.json`)).toMatchObject({
      imageId,
      project: 'shop',
      image: 'ecs',
      bakeKey: document.bakeKey,
      runId: document.runId,
      origin: null,
      verdict: null,
      rejected: null,
      promotions: [],
    })
    expect(stored(`inventories/${imageId}.json`)).toEqual({
      schemaVersion: 1,
      imageId,
      kernel: '6.1',
      agentVersion: '1',
      dockerVersion: '25',
      release: '2023',
      packages: [],
    })
    expect(stored(`runs/${document.runId}.json`)).toMatchObject({
      runId: document.runId,
      kind: 'bake',
      project: 'shop',
      subject: 'ecs',
      outcome: 'baked',
    })
    expect(world.notices()).toEqual([])
  })

  test('succeeds if the state cannot be written, and says so', async () => {
    await open({
      stateOf: () =>
        Promise.reject(new ToolError('ACCESS_DENIED', 's3:ListBucket is not allowed', { hint: 'Allow it.' })),
    })
    const { document, error } = await world.bake()
    expect(error).toBeUndefined()
    expect(document.outcome).toBe('baked')
    expect(world.notices()).toEqual([
      `the record of ${document.amis[0]?.imageId} is not in the state of us-east-1: s3:ListBucket is not allowed`,
      `the run ${document.runId} is not in the state of us-east-1: s3:ListBucket is not allowed`,
    ])
  })
})

test('a bake in a region without a state bucket says nothing about it', async () => {
  await open({})
  expect((await world.bake()).document.outcome).toBe('baked')
  expect(world.notices()).toEqual([])
})
