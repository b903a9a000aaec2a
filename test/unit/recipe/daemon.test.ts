import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipe-daemon-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

async function daemonSettings(docker: object, base?: object): Promise<unknown> {
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ docker }))
  await writeFile(join(folder, 'base.json'), base === undefined ? '' : JSON.stringify(base))
  const { exitCode, stdout, stderr } = await runBash(
    ['files/bake/daemon.sh'],
    `daemon_settings ${folder}/settings.json ${folder}/base.json`,
  )
  expect(exitCode, stderr).toBe(0)
  return JSON.parse(stdout)
}

const rotated = { 'log-driver': 'json-file', 'log-opts': { 'max-size': '10m', 'max-file': '3' } }

test('the settings override those of the base, at any depth', async () => {
  const base = { ...rotated, icc: false }
  expect(await daemonSettings({ 'log-opts': { 'max-size': '50m' } }, base)).toEqual({
    ...rotated,
    icc: false,
    'log-opts': { 'max-size': '50m', 'max-file': '3' },
  })
})

test.each([
  ['awslogs', { 'awslogs-group': 'own' }, rotated],
  ['awslogs', { 'awslogs-group': 'own' }, { 'log-opts': { 'max-size': '10m' } }],
  ['json-file', { 'max-size': '10m' }, { 'log-driver': 'fluentd', 'log-opts': { 'fluentd-address': 'a:1' } }],
])(
  'another log driver, %s, does not get the options of the driver of the base',
  async (driver, options, base) => {
    const asked = { 'log-driver': driver, 'log-opts': options }
    expect(await daemonSettings(asked, base)).toEqual(asked)
  },
)

test('a base without daemon.json gets the settings', async () => {
  expect(await daemonSettings(rotated)).toEqual(rotated)
})
