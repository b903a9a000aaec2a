import { expect, test } from 'vitest'
import { proposalText, type ShownProposal } from '#src/reporters/clean-text.ts'

const nothing: ShownProposal = { removals: [], kept: [], skipped: [], orphans: [] }
const resource = (runId: string, id: string) => ({ runId, region: 'us-east-1', type: 'instance', id })
const text = (proposal: Partial<ShownProposal>) =>
  proposalText({ ...nothing, ...proposal }, (_, words) => words)

test('nothing to delete is no text', () => {
  expect(text({})).toBe('')
})

test('each run lists only its own resources, with the proof or the reason', () => {
  expect(
    text({
      removals: [
        { ...resource('run-a', 'i-1'), proof: 'tag' },
        { ...resource('run-b', 'i-2'), proof: 'record' },
      ],
      kept: [
        { ...resource('run-b', 'i-3'), why: 'unknown owner' },
        { ...resource('run-a', 'i-4'), why: 'too young' },
      ],
      orphans: [{ runId: 'run-b', record: { packer: { processId: 42 } } }],
    }),
  ).toBe(
    [
      'run run-b',
      '  stop    Packer (process 42), which outlived its run',
      '  delete  instance i-2 in us-east-1 (record)',
      '  keep    instance i-3 in us-east-1: unknown owner',
      'run run-a',
      '  delete  instance i-1 in us-east-1 (tag)',
      '  keep    instance i-4 in us-east-1: too young',
      '',
    ].join('\n'),
  )
})

test('a skipped run has its reason', () => {
  expect(text({ skipped: [{ runId: 'run-a', why: 'it is in progress' }] })).toBe(
    'run run-a skipped: it is in progress\n',
  )
})
