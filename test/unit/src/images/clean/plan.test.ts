import { describe, expect, test } from 'vitest'
import type { Image } from '#src/aws/image.ts'
import { clueOf } from '#src/images/clean/clue.ts'
import { runsIn } from '#src/images/clean/discover.ts'
import { planClean } from '#src/images/clean/plan.ts'
import type { Survey } from '#src/images/clean/survey.ts'

const runId = '20261121-013000-a1b2'
const ours = { 'packer-ecs:run': runId }
const clue = clueOf(runId, {
  created: [
    { kind: 'security-group', id: 'packer_1' },
    { kind: 'instance', id: 'i-1' },
    { kind: 'image', id: 'ami-0ed' },
  ],
})

function plan(survey: Partial<Survey>) {
  const empty = { instances: [], keyPairs: [], securityGroups: [], volumes: [], images: [], snapshots: [] }
  const { removals, kept } = planClean({ region: 'us-east-1', ...empty, ...survey }, [clue])
  return {
    removals: removals.map(({ type, id }) => `${type} ${id}`),
    kept: kept.map(({ type, id, why }) => `${type} ${id}: ${why}`),
    proofs: removals.map(({ proof }) => proof),
  }
}

function instance(instanceId: string, replaced = {}) {
  const rest = { imageId: 'ami-base', keyName: '', securityGroupIds: [], launchedAt: new Date(0), tags: {} }
  return { instanceId, state: 'running', ...rest, ...replaced }
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

describe('what a run left is known', () => {
  test.each<[string, Partial<Survey>, string, string]>([
    [
      'an instance by its tag',
      { instances: [instance('i-9', { tags: ours })] },
      'instance i-9',
      'tag packer-ecs:run',
    ],
    ['an instance by the record', { instances: [instance('i-1')] }, 'instance i-1', 'the record of the run'],
    [
      'an instance by its key pair',
      { instances: [instance('i-9', { keyName: `packer-ecs-${runId}` })] },
      'instance i-9',
      `its name packer-ecs-${runId}`,
    ],
    [
      'a key pair by its name',
      { keyPairs: [{ name: `packer-ecs-${runId}`, tags: {} }] },
      `key-pair packer-ecs-${runId}`,
      `its name packer-ecs-${runId}`,
    ],
    [
      'a security group by its recorded name',
      { securityGroups: [{ groupId: 'sg-1', name: 'packer_1', tags: {} }] },
      'security-group sg-1',
      'its name packer_1',
    ],
    [
      'a volume by its tag',
      { volumes: [{ volumeId: 'vol-1', state: 'available', attachments: [], tags: ours }] },
      'volume vol-1',
      'tag packer-ecs:run',
    ],
    [
      'a pending AMI by the run in its name',
      { images: [image('ami-1', { name: `ecs-2023-${runId}`, state: 'pending' })] },
      'image ami-1',
      `its name ecs-2023-${runId}`,
    ],
    [
      'an intermediary AMI by the record',
      { images: [image('ami-0ed')] },
      'image ami-0ed',
      'the record of the run',
    ],
    [
      'a snapshot by the AMI that it was copied for',
      { snapshots: [snapshot('snap-1', 'Copied for DestinationAmi ami-0ed from SourceAmi ami-0')] },
      'snapshot snap-1',
      'made for ami-0ed',
    ],
  ])('%s', (_, survey, removal, proof) => {
    expect(plan(survey)).toEqual({ removals: [removal], kept: [], proofs: [proof] })
  })

  test('an AMI and its snapshots by the instance that they were made from, also a terminated one', () => {
    const made = 'Created by CreateImage(i-1) for ami-7'
    const survey = {
      instances: [instance('i-1', { state: 'terminated' })],
      images: [image('ami-7', { volumes: root('snap-7') })],
      snapshots: [snapshot('snap-7', made)],
    }
    expect(plan(survey).removals).toEqual(['image ami-7', 'snapshot snap-7'])
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
        instances: [instance('i-1', { state: 'terminated' })],
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

describe('kept, and said why, is what something else uses:', () => {
  test.each<[string, Partial<Survey>, string]>([
    [
      'a group',
      {
        instances: [instance('i-2', { securityGroupIds: ['sg-1'] })],
        securityGroups: [{ groupId: 'sg-1', name: 'packer_1', tags: {} }],
      },
      'security-group sg-1: in use by i-2, which does not belong to this run',
    ],
    [
      'an AMI',
      {
        instances: [instance('i-2', { imageId: 'ami-1' })],
        images: [image('ami-1', { tags: ours })],
      },
      'image ami-1: in use by i-2, which does not belong to this run',
    ],
    [
      'a snapshot',
      {
        images: [image('ami-2', { volumes: root('snap-1') })],
        snapshots: [snapshot('snap-1', '', ours)],
      },
      'snapshot snap-1: in use by ami-2, which does not belong to this run',
    ],
    [
      'a volume',
      {
        volumes: [
          {
            volumeId: 'vol-1',
            state: 'in-use',
            attachments: [{ instanceId: 'i-2', deletedWithIt: false }],
            tags: ours,
          },
        ],
      },
      'volume vol-1: in use by i-2, which does not belong to this run',
    ],
  ])('%s', (_, survey, reason) => {
    expect(plan(survey)).toMatchObject({ removals: [], kept: [reason] })
  })
})

test('an instance comes before what it uses, an AMI before its snapshots', () => {
  const survey = {
    instances: [instance('i-1', { securityGroupIds: ['sg-1'] })],
    securityGroups: [{ groupId: 'sg-1', name: 'packer_1', tags: {} }],
    images: [image('ami-1', { tags: ours, volumes: root('snap-1') })],
    snapshots: [snapshot('snap-1')],
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
  const survey = { region: 'r', instances: [], keyPairs: [], securityGroups: [], volumes: [] }
  expect([...runsIn({ ...survey, images: [good], snapshots: [snapshot('snap-1', '', ours)] })]).toEqual([])
  expect([...runsIn({ ...survey, images: [image('ami-2', { tags: ours })], snapshots: [] })]).toEqual([runId])
  const keyPairs = [{ name: `packer-ecs-${runId}`, tags: {} }]
  expect([...runsIn({ ...survey, keyPairs, images: [], snapshots: [] })]).toEqual([runId])
})
