import { expect, test } from 'vitest'
import { claimBuildTemplate } from '#src/images/clean/claims.ts'
import { clueOf } from '#src/images/clean/clue.ts'

const runId = '20261121-013000-a1b2'
const keyName = `packer-ecs-${runId}`
const tags = { 'packer-ecs:run': runId }
const name = 'packer-fleet-launch-template-aB3dE6g'

test.each([
  ['by its key pair', { keyName }, { runId, proof: `its key pair ${keyName}` }],
  ['not by its tag alone', { tags }, { runId, doubt: expect.stringContaining('its key pair is none') }],
  ['not with another name', { name: 'web', keyName }, { runId, doubt: expect.stringContaining('name web') }],
  ['not at all', { keyName: 'other' }, undefined],
])('the launch template of a spot instance belongs to its run %s', (_, replaced, claim) => {
  const template = { launchTemplateId: 'lt-1', name, keyName: '', tags: {}, ...replaced }
  expect(claimBuildTemplate(template, [clueOf(runId)], [])).toEqual(claim)
})

test('a launch template of a template of the project belongs to the run of its key pair, without any tag', () => {
  const keyName = 'packer_0a1b2c3d-0000-4000-8000-000000000001'
  const keyPairs = [{ item: { name: keyName, tags }, claim: { runId, proof: 'x' } }]
  const template = { launchTemplateId: 'lt-1', name, keyName, tags: {} }
  expect(claimBuildTemplate(template, [clueOf(runId)], keyPairs)).toEqual({
    runId,
    proof: `its key pair ${keyName}`,
  })
})
