import { beforeAll, describe, expect, test } from 'vitest'
import type { Image } from '#src/aws/image.ts'
import type { ImageSettings, MountedVolume } from '#src/config/settings.ts'
import { versionInput } from '#src/images/bake-key.ts'
import { inputTags } from '#src/images/input-tags.ts'
import { type PlanRequest, planBake } from '#src/images/plan.ts'
import { planSummary } from '#src/images/summaries.ts'
import { base, image, now, recipe, recipeFile, recipeScript } from '#test/helpers/images.ts'
import { imageSettings } from '#test/helpers/settings.ts'

let settings: ImageSettings
beforeAll(async () => {
  settings = await imageSettings()
})

const runId = '20261121-120000-abcd'

function plan(replaced: Partial<PlanRequest> = {}) {
  return planBake({
    projectName: 'shop',
    image: 'ecs',
    settings,
    base,
    recipe: recipe(),
    ownImages: [],
    recordOf: () => undefined,
    runId,
    now,
    toolVersion: '0.1.0',
    commit: 'c0ffee',
    force: false,
    ...replaced,
  })
}

function goodImage(bakeKey: string, replaced: Partial<Image> = {}): Image {
  const tags = {
    'packer-ecs:project': 'shop',
    'packer-ecs:bake-key': bakeKey,
    'packer-ecs:state': 'complete',
    'packer-ecs:run': 'before',
  }
  return image({ tags, ...replaced })
}

describe('the decision', () => {
  test('the first AMI of an image is baked', () => {
    expect(plan().decision).toEqual({ kind: 'bake', reason: 'first AMI of this image' })
  })

  test('a good AMI with the same key is left as it is', () => {
    const same = goodImage(plan().bakeKey)
    expect(plan({ ownImages: [same] }).decision).toEqual({ kind: 'unchanged', image: same })
  })

  test('an older one with the same key, too, and what a deploy would take is said', () => {
    const same = goodImage(plan().bakeKey, { imageId: 'ami-0old', createdAt: new Date('2026-11-01') })
    const newer = goodImage('other', { imageId: 'ami-0new', createdAt: new Date('2026-11-02') })
    const decided = plan({ ownImages: [same, newer] })
    expect(decided.decision).toEqual({ kind: 'unchanged', image: same })
    expect(planSummary(decided)).toContain(
      'ami-0old is identical: nothing to do (but deploy uses the newer ami-0new',
    )
  })

  test('force bakes in spite of it', () => {
    const { decision } = plan({ ownImages: [goodImage(plan().bakeKey)], force: true })
    expect(decision).toEqual({ kind: 'bake', reason: 'forced; ami-0123456789abcdef0 is identical' })
  })

  test('an AMI older than maxAgeDays is baked again', () => {
    const old = goodImage(plan().bakeKey, { createdAt: new Date('2026-10-01T00:00:00Z') })
    expect(plan({ ownImages: [old] }).decision).toEqual({
      kind: 'bake',
      reason: 'ami-0123456789abcdef0 is older than 35 days',
    })
  })

  test.each([
    ['is not complete', { tags: { 'packer-ecs:bake-key': 'KEY' } }],
    ['is not available', { state: 'pending' }],
  ])('an AMI with the same key that %s does not count', (_, replaced) => {
    const same = goodImage(plan().bakeKey, replaced)
    expect(plan({ ownImages: [same] }).decision).toMatchObject({ kind: 'bake' })
  })

  test('names what changed since the last good AMI when this machine baked it', () => {
    const before = plan()
    const { decision } = plan({
      ownImages: [goodImage(before.bakeKey)],
      recordOf: id => (id === 'before' ? { inputs: before.inputs, settings: before.values } : undefined),
      base: { ...base, imageId: 'ami-0other' },
      recipe: recipe({
        scripts: [recipeScript('scripts/storage.sh', 'bb'), recipeScript('scripts/check.sh')],
      }),
    })
    expect(decision).toEqual({
      kind: 'bake',
      reason: 'changed since 2026-11-01: base, recipe scripts/storage.sh',
    })
  })

  test('names the file targets when two files swap theirs', () => {
    const files = [recipeFile('a', 'aa', 'file'), recipeFile('b', 'bb', 'file')]
    const before = plan({ recipe: recipe({ ownFiles: files }) })
    const { decision } = plan({
      ownImages: [goodImage(before.bakeKey)],
      recordOf: () => ({ inputs: before.inputs, settings: before.values }),
      recipe: recipe({ ownFiles: files.toReversed() }),
    })
    expect(decision).toEqual({ kind: 'bake', reason: 'changed since 2026-11-01: file targets' })
  })

  test('says what is new also when another machine baked the last one, by its tags', () => {
    const { tags } = plan()
    const before = image({
      tags: { ...tags, 'packer-ecs:state': 'complete' },
      createdAt: new Date('2026-11-01'),
    })
    const { decision } = plan({ ownImages: [before], base: { ...base, imageId: 'ami-0other' } })
    expect(decision).toEqual({
      kind: 'bake',
      reason: 'changed since 2026-11-01: base ami-0ba5e \u2192 ami-0other',
    })
  })

  test('a new release of the packages is told with the old one', () => {
    const { tags } = plan({ settings: { ...settings, updates: { releasever: '2023.9.20261006' } } })
    const before = image({
      tags: { ...tags, 'packer-ecs:state': 'complete' },
      createdAt: new Date('2026-11-01'),
    })
    const next = { ...settings, updates: { releasever: '2023.9.20261020' } }
    expect(plan({ ownImages: [before], settings: next }).decision).toEqual({
      kind: 'bake',
      reason: 'changed since 2026-11-01: releasever 2023.9.20261006 \u2192 2023.9.20261020',
    })
  })

  test('a new version of the recipe is the only change that is named', () => {
    const before = plan({ base: { ...base, imageId: 'ami-0other' } })
    const { [versionInput]: _, ...inputs } = before.inputs
    const reason = `changed since 2026-11-01: ${versionInput}`
    const known = { ownImages: [goodImage(before.bakeKey)], recordOf: () => ({ inputs, settings: {} }) }
    expect(plan(known).decision).toEqual({ kind: 'bake', reason })
    const tags = { ...inputTags({ recipe: 'a', timezone: 'b' }), 'packer-ecs:state': 'complete' }
    expect(plan({ ownImages: [image({ tags })] }).decision).toEqual({ kind: 'bake', reason })
  })

  test('says so when nothing tells what the last one was made of', () => {
    const { decision } = plan({ ownImages: [goodImage('other')] })
    expect(decision).toMatchObject({ reason: expect.stringContaining('baked on another machine') })
  })
})

describe('the project', () => {
  const of = (project: string | null, imageId: string, day: number) => {
    const { tags } = goodImage(plan().bakeKey)
    const createdAt = new Date(Date.UTC(2026, 10, day))
    return image({ imageId, createdAt, tags: { ...tags, 'packer-ecs:project': project ?? '-' } })
  }
  const untagged = (imageId: string) => {
    const { 'packer-ecs:project': _, ...tags } = goodImage(plan().bakeKey).tags
    return image({ imageId, tags })
  }

  test('an identical AMI of another project does not replace a bake', () => {
    const ownImages = [of('other', 'ami-0other', 2), of(null, 'ami-0none', 3)]
    expect(plan({ ownImages }).decision).toEqual({ kind: 'bake', reason: 'first AMI of this image' })
  })

  test('an identical AMI from before projects does, and says so', () => {
    const decided = plan({ ownImages: [untagged('ami-0before')] })
    expect(decided.decision).toMatchObject({ kind: 'unchanged', image: { imageId: 'ami-0before' } })
    expect(planSummary(decided)).toMatch(/ami-0before \(before projects\) is identical: nothing to do$/)
  })

  test('a configuration without a name has its own AMIs', () => {
    const ownImages = [of('shop', 'ami-0shop', 2), of(null, 'ami-0none', 3)]
    expect(plan({ ownImages, projectName: null }).decision).toMatchObject({ image: { imageId: 'ami-0none' } })
    expect(plan({ projectName: null }).tags).toMatchObject({ 'packer-ecs:project': '-' })
  })

  test('many own tags leave room within the 50 tags of EC2', () => {
    const tags = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`tag-${index}`, 'x']))
    const many = Array.from({ length: 60 }, (_, index) => recipeFile(`own-${index}.sh`))
    const planned = plan({
      settings: { ...settings, tags, updates: { releasever: '1' } },
      recipe: recipe({ ownFiles: many }),
    })
    // Kernel, state and owner are added later.
    expect(Object.keys(planned.tags).length).toBeLessThanOrEqual(47)
  })
})

describe('the bake key', () => {
  test.each<[string, () => Partial<PlanRequest>]>([
    ['run id', () => ({ runId: '20261121-130000-ffff' })],
    ['date', () => ({ now: new Date('2027-01-01T00:00:00Z') })],
    ['the project', () => ({ projectName: 'other' })],
    ['commit and version', () => ({ commit: null, toolVersion: '9.9.9' })],
    ['tags', () => ({ settings: { ...settings, tags: { Team: 'a' } } })],
    ['name', () => ({ settings: { ...settings, name: 'x-{runId}' } })],
    ['instance type', () => ({ settings: { ...settings, instanceType: 'm7i.large' } })],
    ['copies', () => ({ settings: { ...settings, copyTo: ['eu-west-1'] } })],
    ['network', () => ({ settings: { ...settings, network: { ...settings.network, ssh: 'private' } } })],
  ])('does not depend on %s', (_, replaced) => {
    expect(plan(replaced()).bakeKey).toBe(plan().bakeKey)
  })

  test.each<[string, () => Partial<PlanRequest>]>([
    ['the base', () => ({ base: { ...base, imageId: 'ami-0other' } })],
    ['a script', () => ({ recipe: recipe({ closing: [recipeScript('scripts/cleanup.sh', 'bb')] }) })],
    ['the order of scripts', () => ({ recipe: recipe({ scripts: recipe().scripts.toReversed() }) })],
    ['the template', () => ({ recipe: recipe({ template: recipeFile('own.hbs') }) })],
    ['an own file', () => ({ recipe: recipe({ ownFiles: [recipeFile('own.conf')] }) })],
    ['the timezone', () => ({ settings: { ...settings, timezone: 'UTC' } })],
    ['the data volume', () => ({ settings: { ...settings, dataVolume: null } })],
    ['further volumes', () => ({ settings: { ...settings, volumes: [further()] } })],
    ['the releasever', () => ({ settings: { ...settings, updates: { releasever: '2023.9.20261020' } } })],
  ])('depends on %s', (_, replaced) => {
    expect(plan(replaced()).bakeKey).not.toBe(plan().bakeKey)
  })

  test.each<[Partial<MountedVolume>]>([
    [{ size: 51 }],
    [{ type: 'io2' }],
    [{ iops: 4000 }],
    [{ throughput: 250 }],
    [{ encrypted: false }],
    [{ kmsKey: 'alias/own' }],
    [{ fileSystem: 'ext4' }],
    [{ mountPoint: '/srv/b' }],
  ])('depends on %o of a further volume', changed => {
    const keyOf = (volume: MountedVolume) => plan({ settings: { ...settings, volumes: [volume] } }).bakeKey
    expect(keyOf({ ...further(), ...changed })).not.toBe(keyOf(further()))
  })

  function further(): MountedVolume {
    return { ...settings.rootVolume, size: 50, fileSystem: 'xfs', label: 'xvdba', mountPoint: '/srv/a' }
  }
})

test('the AMI\u2019s name is the pattern filled in', () => {
  expect(plan().amiName).toBe(`ecs-2023.0.20261022-${runId}`)
})

test('a name that EC2 would refuse is refused before anything starts', () => {
  expect(() => plan({ settings: { ...settings, name: `${'x'.repeat(120)}-{runId}` } })).toThrow(
    /has 141 characters/,
  )
})

test('tags say what it is and where it comes from, and leave out what is unknown', () => {
  const { tags, bakeKey } = plan({ commit: null, settings: { ...settings, tags: { Team: 'platform' } } })
  expect(tags).toEqual({
    Name: 'ecs',
    Team: 'platform',
    'packer-ecs:image': 'ecs',
    'packer-ecs:project': 'shop',
    'packer-ecs:bake-key': bakeKey,
    'packer-ecs:run': runId,
    'packer-ecs:base-id': 'ami-0ba5e',
    'packer-ecs:base-name': base.name,
    'packer-ecs:release': '2023.0.20261022',
    'packer-ecs:agent': '1.108.1',
    'packer-ecs:docker': '25.0.16',
    'packer-ecs:tool': '0.1.0',
    'packer-ecs:inputs-1': expect.stringMatching(/^[\w-]+$/),
  })
})

test('an AMI name that is longer than EC2 allows is an error', () => {
  const named = (characters: number) => plan({ settings: { ...settings, name: 'n'.repeat(characters) } })
  expect(named(128).amiName).toHaveLength(128)
  expect(() => named(129)).toThrow(expect.objectContaining({ code: 'AMI_NAME_TOO_LONG' }))
})
