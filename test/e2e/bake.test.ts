import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DescribeImagesCommand, DescribeSnapshotsCommand, type Tag } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ToolEvent } from '#src/events/events.ts'
import { type BakeAnswer, bake, runTool, type ToolRequest } from '#test/helpers/bake.ts'
import { type Cloud, connectCloud } from '#test/helpers/cloud.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox } from '#test/helpers/sandbox.ts'

describe.skipIf(!canRunSandbox)('bake', () => {
  let request: ToolRequest
  let cloud: Cloud
  let first: BakeAnswer

  beforeAll(async () => {
    const project = await makeProject({ tags: { team: 'platform' } })
    request = { sandbox: await startSandbox(), project }
    cloud = connectCloud(request.sandbox)
    first = await bake(request, '--events', 'events.ndjson')
  })

  afterAll(async () => {
    await request?.sandbox.remove()
    await request?.project.remove()
  })

  test('ends with one document that says what was made from what', async () => {
    expect(first.exitCode, first.stderr).toBe(0)
    expect(first.document).toEqual({
      schemaVersion: 1,
      outcome: 'baked',
      runId: expect.stringMatching(/^\d{8}-\d{6}-[0-9a-f]{4}$/),
      image: 'ecs',
      bakeKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      amis: [
        {
          region: 'us-east-1',
          imageId: expect.stringMatching(/^ami-/),
          name: `ecs-${first.document.base?.release}-${first.document.runId}`,
          snapshotIds: [expect.stringMatching(/^snap-/), expect.stringMatching(/^snap-/)],
        },
      ],
      base: {
        imageId: expect.stringMatching(/^ami-/),
        name: expect.stringMatching(/^al2023-ami-ecs-hvm-/),
        release: expect.stringMatching(/^2023\.\d+\.\d{8}$/),
        agentVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        dockerVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      },
      packer: { version: expect.stringMatching(/^\d+\.\d+\.\d+$/), plugin: null },
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      durationSeconds: expect.any(Number),
      runFolder: join(request.project.folder, '.packer-ecs/runs', first.document.runId ?? ''),
      error: null,
      leftovers: [],
    })
  })

  test('tags AMI and snapshots alike with where they come from', async () => {
    const { bakeKey, runId, base, amis } = first.document
    const { imageId = '', snapshotIds = [] } = amis[0] ?? {}
    const promised = {
      Name: 'ecs',
      team: 'platform',
      'packer-ecs:image': 'ecs',
      'packer-ecs:project': 'shop',
      'packer-ecs:bake-key': bakeKey,
      'packer-ecs:run': runId,
      'packer-ecs:base-id': base?.imageId,
      'packer-ecs:base-name': base?.name,
      'packer-ecs:release': base?.release,
      'packer-ecs:agent': base?.agentVersion,
      'packer-ecs:docker': base?.dockerVersion,
      'packer-ecs:kernel': expect.stringContaining('amzn2023'),
      'packer-ecs:tool': expect.stringMatching(/^\d+\.\d+\.\d+$/),
      'packer-ecs:state': 'complete',
    }
    const { Images = [] } = await cloud.ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }))
    const { Snapshots = [] } = await cloud.ec2.send(
      new DescribeSnapshotsCommand({ SnapshotIds: [...snapshotIds] }),
    )
    const tagged = [...Images, ...Snapshots].map(({ Tags = [] }) => named(Tags))
    const isInput = (key: string) => /^packer-ecs:inputs-\d+$/.test(key)
    // The sandbox marks AMIs whose SSH server accepts the keys of Packer 1.6 (sandbox/gateway/README.md).
    const isOfSandbox = (key: string) => key === 'packer-ecs:ssh-rsa-sha1'
    const others = tagged.map(tags =>
      Object.entries(tags).filter(([key]) => !isInput(key) && !isOfSandbox(key)),
    )
    expect(others.map(entries => Object.fromEntries(entries))).toEqual([promised, promised, promised])
    const [ofImage = [], ...ofSnapshots] = tagged.map(tags => Object.keys(tags).filter(isInput).sort())
    expect(ofImage).toContain('packer-ecs:inputs-1')
    expect(ofSnapshots).toEqual([ofImage, ofImage])
  })

  test('writes the mark of a good AMI last', async () => {
    const calls = await request.sandbox.calls()
    const writes = calls.filter(({ action }) => !/^(Describe|Get|Head)/.test(action))
    expect(writes.at(-1)).toMatchObject({
      action: 'CreateTags',
      parameters: { 'Tag.1.Key': 'packer-ecs:state', 'Tag.1.Value': 'complete' },
    })
    expect(writes.filter(({ parameters }) => Object.values(parameters).includes('complete'))).toHaveLength(1)
  })

  test('hands every event to the events file, step by step', async () => {
    const text = await readFile(join(request.project.folder, 'events.ndjson'), 'utf8')
    const events = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as ToolEvent)
    const finished = events.flatMap(event => (event.type === 'step-finished' ? event.step : []))
    expect(finished).toEqual(['base', 'plan', 'template', 'build', 'result'])
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', outcome: 'baked' })
  })

  test('is listed by images', async () => {
    const { stdout } = await runTool(request, 'images', '--json')
    const { bakeKey, runId, base, amis } = first.document
    const listed = { image: 'ecs', imageId: amis[0]?.imageId, bakeKey, runId, release: base?.release }
    expect(JSON.parse(stdout)).toMatchObject({ images: [{ ...listed, state: 'good', size: 52 }] })
  })

  test('does nothing when a good AMI holds the same', async () => {
    const { exitCode, document } = await bake(request)
    expect(exitCode).toBe(0)
    expect(document).toMatchObject({ outcome: 'unchanged', amis: first.document.amis, packer: null })
  })

  test('--dry-run plans, names the Packer command and makes nothing', async () => {
    const before = await writesIn(request)
    const { exitCode, document, stderr } = await bake(request, '--dry-run')
    expect(exitCode).toBe(0)
    expect(document).toMatchObject({
      outcome: 'planned',
      bakeKey: first.document.bakeKey,
      amis: [],
      error: null,
    })
    expect(stderr).toMatch(/packer build .*image\.pkr\.hcl/)
    expect(await writesIn(request)).toBe(before)
  })

  test('--force bakes the same again; for a person, standard output is the id and nothing else', async () => {
    const { exitCode, stdout, stderr } = await runTool(request, 'bake', '--force')
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toMatch(/^ami-[0-9a-f]+$/)
    expect(stdout).not.toBe(first.document.amis[0]?.imageId)
    expect(stderr).toContain('forced')
  })
})

function named(tags: readonly Tag[]): Record<string, string | undefined> {
  return Object.fromEntries(tags.map(({ Key = '', Value }) => [Key, Value]))
}

/** How many calls so far may have made something. */
async function writesIn({ sandbox }: ToolRequest): Promise<number> {
  const calls = await sandbox.calls()
  return calls.filter(({ action }) => !/^(Describe|Get|Head)/.test(action)).length
}
