import { describe, expect, test } from 'vitest'
import type { Image } from '#src/aws/image.ts'
import { bakeInputs } from '#src/images/bake-key.ts'
import { clueOf } from '#src/images/clean/clue.ts'
import { runsIn } from '#src/images/clean/discover.ts'
import { planClean } from '#src/images/clean/plan.ts'
import type { Survey } from '#src/images/clean/survey.ts'
import { recipe } from '#test/helpers/images.ts'

const runId = '20261121-013000-a1b2'
const ours = { 'packer-ecs:run': runId }
const groupName = 'packer_6b01011a-0000-1111-2222-333344445555'
const ownKey = { keyName: `packer-ecs-${runId}` }
const clue = clueOf(runId, {
  created: [
    { kind: 'security-group', id: groupName },
    { kind: 'instance', id: 'i-1' },
    { kind: 'image', id: 'ami-0ed' },
  ],
})

const otherGroup = 'packer_6b01011a-0000-1111-2222-aaaabbbbcccc'

function plan(survey: Partial<Survey>, clues = [clue]) {
  const empty = { instances: [], keyPairs: [], securityGroups: [], volumes: [], images: [], snapshots: [] }
  const { removals, kept } = planClean(
    { region: 'us-east-1', ...empty, launchTemplates: [], buildTemplates: [], ...survey },
    clues,
  )
  return {
    removals: removals.map(({ type, id }) => `${type} ${id}`),
    kept: kept.map(({ type, id, why }) => `${type} ${id}: ${why}`),
    proofs: removals.map(({ proof }) => proof),
  }
}

function instance(instanceId: string, replaced = {}) {
  const rest = { imageId: 'ami-base', keyName: '', securityGroupIds: [], launchedAt: new Date(0), tags: {} }
  return { instanceId, state: 'running', stateReason: '', ...rest, ...replaced }
}

function image(imageId: string, replaced: Partial<Image> = {}): Image {
  return {
    imageId,
    name: imageId,
    description: '',
    state: 'available',
    stateReason: '',
    architecture: 'x86_64',
    ownerId: '1',
    createdAt: new Date(0),
    deprecatedAt: undefined,
    imdsSupport: 'v2.0',
    tags: {},
    volumes: [],
    ...replaced,
  }
}

const root = (snapshotId: string) => [
  { deviceName: '/dev/xvda', snapshotId, size: 30, type: 'gp3', encrypted: true },
]
const snapshot = (snapshotId: string, description = '', tags = {}) => ({ snapshotId, description, tags })

const own = instance('i-1', ownKey)
const made = (imageId: string) => `Created by CreateImage(i-1) for ${imageId}`
const volume = (attachments: readonly string[], tags = ours) => ({
  volumeId: 'vol-1',
  state: 'in-use',
  attachments: attachments.map(instanceId => ({ instanceId, deletedWithIt: false })),
  tags,
})

describe('what a run left is known', () => {
  test.each<[string, Partial<Survey>, readonly string[], string]>([
    [
      'an instance by its key pair',
      { instances: [own] },
      ['instance i-1'],
      `its key pair packer-ecs-${runId}`,
    ],
    [
      'a key pair by its name',
      { keyPairs: [{ name: `packer-ecs-${runId}`, tags: {} }] },
      [`key-pair packer-ecs-${runId}`],
      `its name packer-ecs-${runId}`,
    ],
    [
      'a security group by its recorded name',
      { securityGroups: [{ groupId: 'sg-1', name: groupName, tags: {} }] },
      ['security-group sg-1'],
      `its name ${groupName}`,
    ],
    [
      'a security group by Packer\u2019s name and its tag',
      { securityGroups: [{ groupId: 'sg-2', name: otherGroup, tags: ours }] },
      ['security-group sg-2'],
      `tag packer-ecs:run, its name ${otherGroup}`,
    ],
    [
      'a security group by Packer\u2019s name and its instance',
      {
        instances: [{ ...own, state: 'terminated', securityGroupIds: ['sg-2'] }],
        securityGroups: [{ groupId: 'sg-2', name: otherGroup, tags: {} }],
      },
      ['security-group sg-2'],
      'used by i-1',
    ],
    [
      'a volume by its tag and its instance',
      { instances: [{ ...own, state: 'terminated' }], volumes: [volume(['i-1'])] },
      ['volume vol-1'],
      'tag packer-ecs:run, attached to i-1',
    ],
    [
      'a pending AMI by the run in its name',
      { images: [image('ami-1', { name: `ecs-2023-${runId}`, state: 'pending' })] },
      ['image ami-1'],
      `its name ecs-2023-${runId}`,
    ],
    [
      'a recorded intermediary AMI by the instance that it is made from',
      {
        instances: [{ ...own, state: 'terminated' }],
        images: [image('ami-0ed', { state: 'pending' })],
        snapshots: [snapshot('snap-1', made('ami-0ed'))],
      },
      ['image ami-0ed', 'snapshot snap-1'],
      'made from i-1',
    ],
    [
      'a snapshot by its tag and the recorded AMI that it was copied for',
      { snapshots: [snapshot('snap-1', 'Copied for DestinationAmi ami-0ed from SourceAmi ami-0', ours)] },
      ['snapshot snap-1'],
      'tag packer-ecs:run, made for ami-0ed',
    ],
    [
      'a snapshot by the AMI of the run that it was copied for',
      {
        images: [image('ami-c0', { name: `ecs-${runId}` })],
        snapshots: [snapshot('snap-1', 'Copied for DestinationAmi ami-c0 from SourceAmi ami-0')],
      },
      ['image ami-c0', 'snapshot snap-1'],
      `its name ecs-${runId}`,
    ],
  ])('%s', (_, survey, removals, proof) => {
    // Snapshots of a stranger's AMI are there every time.
    const strangers = {
      images: [...(survey.images ?? []), image('ami-f', { volumes: root('snap-f') })],
      snapshots: [...(survey.snapshots ?? []), snapshot('snap-f', 'Created by CreateImage(i-f) for ami-f')],
    }
    const planned = plan({ ...survey, ...strangers })
    expect(planned).toMatchObject({ removals, kept: [] })
    expect(planned.proofs[0]).toBe(proof)
  })

  test('an AMI and its snapshots by the instance that they were made from, also a terminated one', () => {
    const survey = {
      instances: [{ ...own, state: 'terminated' }],
      images: [image('ami-7', { volumes: root('snap-7') })],
      snapshots: [snapshot('snap-7', made('ami-7'))],
    }
    expect(plan(survey).removals).toEqual(['image ami-7', 'snapshot snap-7'])
  })

  test('an instance of the base AMI of the record, and of no other', () => {
    const inputs = bakeInputs('ami-base', {}, recipe())
    const known = [clueOf(runId, { created: [], inputs })]
    expect(plan({ instances: [own] }, known).removals).toEqual(['instance i-1'])
    expect(plan({ instances: [{ ...own, imageId: 'ami-f' }] }, known)).toMatchObject({
      removals: [],
      kept: ['instance i-1: unknown: its AMI ami-f is not the base AMI of the run'],
    })
  })

  test('what a template of the user\u2019s names, by the record and the tag together', () => {
    const name = 'packer_6b01011a-aaaa-1111-2222-333344445555'
    const known = [clueOf(runId, { created: [{ kind: 'key-pair', id: name }] })]
    const both = {
      instances: [instance('i-9', { keyName: name, tags: ours })],
      keyPairs: [{ name, tags: ours }],
    }
    expect(plan(both, known).removals).toEqual(['instance i-9', `key-pair ${name}`])
    const untagged = { instances: [instance('i-9', { keyName: name })], keyPairs: [{ name, tags: {} }] }
    expect(plan(untagged, known).removals).toEqual([])
  })
})

describe('kept as unknown is what only a tag or the record gives to a run:', () => {
  test.each<[string, Partial<Survey>, string]>([
    [
      'a tagged instance',
      { instances: [instance('i-f', { tags: ours, keyName: 'mine' })] },
      `instance i-f: unknown: its key pair is mine, not packer-ecs-${runId}`,
    ],
    [
      'a recorded instance',
      { instances: [instance('i-1')] },
      `instance i-1: unknown: its key pair is none, not packer-ecs-${runId}`,
    ],
    [
      'a tagged key pair',
      { keyPairs: [{ name: 'mine', tags: ours }] },
      `key-pair mine: unknown: its name is not packer-ecs-${runId}`,
    ],
    [
      'a tagged security group',
      { securityGroups: [{ groupId: 'sg-f', name: 'mine', tags: ours }] },
      'security-group sg-f: unknown: its name mine is not one that Packer gives',
    ],
    [
      'a tagged volume',
      { instances: [own], volumes: [volume([])] },
      'volume vol-1: unknown: it is not attached to an instance of the run',
    ],
    [
      'a tagged AMI',
      { images: [image('ami-f', { tags: ours })] },
      'image ami-f: unknown: its name ami-f does not contain the run id',
    ],
    [
      'a recorded AMI',
      { images: [image('ami-0ed')] },
      'image ami-0ed: unknown: its name ami-0ed does not contain the run id',
    ],
    [
      'a tagged snapshot',
      { snapshots: [snapshot('snap-f', 'Created by CreateImage(i-f) for ami-f', ours)] },
      'snapshot snap-f: unknown: its description names no instance and no AMI of the run',
    ],
    [
      'a snapshot for a recorded AMI',
      { snapshots: [snapshot('snap-f', 'Copied for DestinationAmi ami-0ed from SourceAmi ami-0')] },
      'snapshot snap-f: unknown: its description names no instance and no AMI of the run',
    ],
  ])('%s', (_, survey, reason) => {
    const planned = plan(survey)
    expect(planned.kept).toEqual([reason])
    expect(planned.removals.filter(removal => removal !== 'instance i-1')).toEqual([])
  })

  test('an AMI that a snapshot with a chosen description pretends to be made for', () => {
    const survey = {
      instances: [own],
      images: [image('ami-f', { volumes: root('snap-f') })],
      snapshots: [snapshot('snap-1', made('ami-f'))],
    }
    expect(plan(survey).removals).toEqual(['instance i-1', 'snapshot snap-1'])
  })
})

describe('never touched is', () => {
  test.each<[string, Partial<Survey>]>([
    [
      'a complete AMI with its snapshots',
      {
        images: [
          image('ami-1', { tags: { ...ours, 'packer-ecs:state': 'complete' }, volumes: root('snap-1') }),
        ],
        snapshots: [snapshot('snap-1', 'Created by CreateImage(i-1) for ami-1', ours)],
      },
    ],
    ['another Packer\u2019s group', { securityGroups: [{ groupId: 'sg-2', name: 'packer_2', tags: {} }] }],
    ['another Packer\u2019s key pair', { keyPairs: [{ name: 'packer_2', tags: {} }] }],
    [
      'another run\u2019s instance',
      { instances: [instance('i-2', { tags: { 'packer-ecs:run': 'other' } })] },
    ],
    ['an AMI of another tool', { images: [image('ami-2')] }],
    [
      'a snapshot of another instance',
      { snapshots: [snapshot('snap-2', 'Created by CreateImage(i-2) for ami-2')] },
    ],
    [
      'a volume that ends with its instance',
      {
        instances: [instance('i-1', { state: 'terminated', ...ownKey })],
        volumes: [
          {
            volumeId: 'vol-1',
            state: 'in-use',
            attachments: [{ instanceId: 'i-1', deletedWithIt: true }],
            tags: ours,
          },
        ],
      },
    ],
  ])('%s', (_, survey) => {
    expect(plan(survey)).toEqual({ removals: [], kept: [], proofs: [] })
  })
})

test('a security group of the configuration, which the instance of a run uses, is no concern of clean', () => {
  const survey = {
    instances: [instance('i-1', { ...own, securityGroupIds: ['sg-mine'] })],
    securityGroups: [{ groupId: 'sg-mine', name: 'mine', tags: {} }],
  }
  expect(plan(survey)).toMatchObject({ removals: ['instance i-1'], kept: [] })
})

describe('kept, and said why, is what something else uses:', () => {
  test.each<[string, Partial<Survey>, string]>([
    [
      'a group',
      {
        instances: [instance('i-2', { securityGroupIds: ['sg-1'] })],
        securityGroups: [{ groupId: 'sg-1', name: groupName, tags: {} }],
      },
      'security-group sg-1: in use by i-2, which does not belong to this run',
    ],
    [
      'an AMI',
      {
        instances: [instance('i-2', { imageId: 'ami-1' })],
        images: [image('ami-1', { name: runId })],
      },
      'image ami-1: in use by i-2, which does not belong to this run',
    ],
    [
      'an AMI that a group without instances would launch',
      {
        launchTemplates: [{ launchTemplateId: 'lt-1', imageId: 'ami-1' }],
        images: [image('ami-1', { name: runId })],
      },
      'image ami-1: in use by lt-1, which does not belong to this run',
    ],
    [
      'a snapshot',
      {
        instances: [instance('i-1', { ...ownKey, state: 'terminated' })],
        images: [image('ami-2', { volumes: root('snap-1') })],
        snapshots: [snapshot('snap-1', made('ami-9'))],
      },
      'snapshot snap-1: in use by ami-2, which does not belong to this run',
    ],
    [
      'a volume',
      { instances: [{ ...own, state: 'terminated' }], volumes: [volume(['i-1', 'i-2'])] },
      'volume vol-1: in use by i-2, which does not belong to this run',
    ],
  ])('%s', (_, survey, reason) => {
    expect(plan(survey)).toMatchObject({ removals: [], kept: [reason] })
  })
})

test('an instance comes before what it uses, an AMI before its snapshots', () => {
  const survey = {
    instances: [{ ...own, securityGroupIds: ['sg-1'] }],
    securityGroups: [{ groupId: 'sg-1', name: groupName, tags: {} }],
    images: [image('ami-1', { name: runId, volumes: root('snap-1') })],
    snapshots: [snapshot('snap-1', made('ami-1'))],
  }
  expect(plan(survey).removals).toEqual([
    'instance i-1',
    'security-group sg-1',
    'image ami-1',
    'snapshot snap-1',
  ])
})

test('runs are found by what carries their tag, unless it is a finished AMI\u2019s', () => {
  const good = image('ami-1', { tags: { ...ours, 'packer-ecs:state': 'complete' }, volumes: root('snap-1') })
  const survey = {
    region: 'r',
    instances: [],
    keyPairs: [],
    securityGroups: [],
    volumes: [],
    launchTemplates: [],
    buildTemplates: [],
  }
  expect([...runsIn({ ...survey, images: [good], snapshots: [snapshot('snap-1', '', ours)] })]).toEqual([])
  expect([...runsIn({ ...survey, images: [image('ami-2', { tags: ours })], snapshots: [] })]).toEqual([runId])
  const keyPairs = [{ name: `packer-ecs-${runId}`, tags: {} }]
  expect([...runsIn({ ...survey, keyPairs, images: [], snapshots: [] })]).toEqual([runId])
})

test('a run id of another form is none, wherever it is', () => {
  const tags = { 'packer-ecs:run': '\u001b[2Jlong ago' }
  const survey = {
    region: 'r',
    instances: [instance('i-f', { tags })],
    keyPairs: [
      { name: 'packer-ecs-20261399-999999-zzzz', tags: { 'packer-ecs:run': '20261301-000000-abcd' } },
    ],
    securityGroups: [{ groupId: 'sg-f', name: otherGroup, tags }],
    volumes: [volume([], tags)],
    images: [image('ami-f', { tags })],
    snapshots: [snapshot('snap-f', '', tags)],
    launchTemplates: [],
    buildTemplates: [],
  }
  expect([...runsIn(survey)]).toEqual([])
})
