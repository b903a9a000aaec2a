import { expect, test } from 'vitest'
import { assertNotBakedElsewhere } from '#src/images/elsewhere.ts'

const now = new Date('2026-11-21T12:00:00Z')
const known = '20261121-110000-a1b2'
const other = '20261121-115500-a1b2'

function look(tags: Record<string, string>, minutesAgo = 5) {
  const instance = {
    instanceId: 'i-1',
    state: 'running',
    stateReason: '',
    imageId: 'ami-1',
    keyName: '',
    securityGroupIds: [],
    launchedAt: new Date(now.getTime() - minutesAgo * 60_000),
    tags,
  }
  const isKnown = (runId: string) => runId === known
  return () => assertNotBakedElsewhere('ecs', [instance], { host: 'here', isKnown, now })
}

test('another machine\u2019s build instance says who bakes, where, since when and what to do if it died', () => {
  const tags = { 'packer-ecs:run': other, 'packer-ecs:owner': 'admin on ci-7' }
  expect(look(tags)).toThrow(
    'another bake of ecs is in progress (admin on ci-7): run 20261121-115500-a1b2, build instance i-1, since 2026-11-21T11:55:00.000Z',
  )
})

test.each<[string, Record<string, string>, number]>([
  ['of a dead run of this project', { 'packer-ecs:run': known }, 5],
  ['of a dead run of this machine', { 'packer-ecs:run': other, 'packer-ecs:owner': 'admin on here' }, 5],
  ['that is older than any bake', { 'packer-ecs:run': other }, 25 * 60],
  ['of a run of this project from elsewhere', { 'packer-ecs:run': known, 'packer-ecs:owner': 'a on b' }, 5],
  ['whose run id is not one', { 'packer-ecs:run': 'x' }, 5],
  ['that is no bake\u2019s', {}, 5],
])('a build instance %s is in nobody\u2019s way', (_, tags, minutesAgo) => {
  expect(look(tags, minutesAgo)).not.toThrow()
})
