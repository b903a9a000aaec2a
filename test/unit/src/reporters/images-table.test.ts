import { expect, test } from 'vitest'
import type { ListedImage } from '#src/images/list.ts'
import { imagesTable } from '#src/reporters/images-table.ts'

const now = new Date('2026-11-21T12:00:00Z')
const image: ListedImage = {
  image: 'ecs',
  project: 'shop',
  imageId: 'ami-0123456789abcdef0',
  name: 'ecs-2023.0.20261022-20261121-013000-a1b2',
  createdAt: '2026-11-20T12:00:00Z',
  release: '2023.0.20261022',
  agentVersion: '1.108.1',
  dockerVersion: '25.0.16',
  kernel: '6.1.158',
  bakeKey: '0123456789abcdef',
  runId: '20261121-013000-a1b2',
  state: 'good',
  size: 52,
}
const lines = (width: number | undefined) =>
  imagesTable([image, { ...image, name: 'web', state: 'incomplete' }], now, (_, text) => text, width)
    .trimEnd()
    .split('\n')
    .map(line => line.trimEnd())

test('a pipe gets every column in full', () => {
  expect(lines(undefined)).toEqual([
    'NAME                                      AMI                    AGE       RELEASE          AGENT    DOCKER   BAKE KEY  STATE       GiB',
    'ecs-2023.0.20261022-20261121-013000-a1b2  ami-0123456789abcdef0  24 hours  2023.0.20261022  1.108.1  25.0.16  01234567  good        52',
    'web                                       ami-0123456789abcdef0  24 hours  2023.0.20261022  1.108.1  25.0.16  01234567  incomplete  52',
  ])
})

test('a terminal that is wide enough shows the same as a pipe', () => {
  expect(lines(135)).toEqual(lines(undefined))
})

test('a narrower terminal shortens the name in the middle', () => {
  const [head, first] = lines(120)
  expect(head).toMatch(/^NAME +AMI .*BAKE KEY +STATE +GiB$/)
  expect(first).toMatch(/^ecs-2023\.0\.2…-013000-a1b2 {2}ami-/)
})

test.each([100, 80, 70])('a terminal of %d columns also leaves columns out, and no line is wider', width => {
  const [head, first] = lines(width)
  expect(head).toMatch(/^NAME +AMI +AGE .*STATE/)
  expect(head).not.toContain('BAKE KEY')
  expect(first).toMatch(/^ecs-2023[^ ]*…[^ ]*0-a1b2 /)
  for (const line of lines(width)) expect(line.length).toBeLessThanOrEqual(width)
})

test('the project is a column as soon as AMIs differ in it, or are from before projects', () => {
  const table = (...projects: (string | null)[]) =>
    imagesTable(
      projects.map(project => ({ ...image, project })),
      now,
      (_, text) => text,
      undefined,
    )
  expect(table('shop', 'shop')).not.toContain('PROJECT')
  expect(table('shop', '-')).toContain('PROJECT')
  expect(table(null)).toContain('before projects')
})
