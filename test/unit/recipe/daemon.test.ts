import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipe-daemon-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

async function run(docker: object, base?: object) {
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ docker }))
  await writeFile(join(folder, 'base.json'), base === undefined ? '' : JSON.stringify(base))
  const lines = `daemon_settings ${folder}/settings.json ${folder}/base.json`
  return runBash(['files/bake/daemon.sh'], lines)
}

async function daemonSettings(docker: object, base?: object): Promise<unknown> {
  const { exitCode, stdout, stderr } = await run(docker, base)
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
  ['json-file', rotated['log-opts'], { 'log-driver': 'fluentd', 'log-opts': { 'fluentd-address': 'a:1' } }],
])(
  'another log driver, %s, does not get the options of the driver of the base',
  async (driver, options, base) => {
    const asked = { 'log-driver': driver, 'log-opts': options }
    expect(await daemonSettings(asked, base)).toEqual(asked)
  },
)

test.each([
  ['journald', {}],
  ['awslogs', { 'log-opts': { 'awslogs-group': 'own' } }],
])('the log driver of the base, %s, stays without options of json-file', async (driver, options) => {
  const base = { 'log-driver': driver, ...options }
  expect(await daemonSettings({}, base)).toEqual(base)
  expect(await daemonSettings({ icc: false }, base)).toEqual({ ...base, icc: false })
  expect(await daemonSettings({ 'log-driver': driver }, base)).toEqual(base)
})

test.each([
  [{}, undefined],
  [{ 'log-driver': 'json-file' }, undefined],
  [{}, { 'log-driver': 'json-file' }],
  [{ 'log-driver': 'json-file' }, { 'log-driver': 'journald', 'log-opts': { tag: 'x' } }],
])('the driver json-file gets limits: %o over %o', async (docker, base) => {
  expect(await daemonSettings(docker, base)).toEqual(rotated)
})

test('limits of the base stay', async () => {
  const base = { 'log-opts': { 'max-size': '5m' } }
  expect(await daemonSettings({}, base)).toEqual({
    'log-driver': 'json-file',
    'log-opts': { 'max-size': '5m', 'max-file': '3' },
  })
})

describe('log options without a driver', () => {
  const options = { 'log-opts': { 'max-size': '50m' } }

  test.each(['journald', 'awslogs'])('fail on a base with the driver %s', async driver => {
    const { exitCode, stderr } = await run(options, { 'log-driver': driver })
    expect(exitCode).toBe(1)
    expect(stderr).toContain(
      `error: docker.log-opts is set without log-driver, and the base AMI sets the log driver ${driver}. Set docker.log-driver to the driver that these options are for`,
    )
  })

  test('are those of the driver local, which has the same limits', async () => {
    expect(await daemonSettings(options, { 'log-driver': 'local' })).toEqual({
      'log-driver': 'local',
      ...options,
    })
  })
})

test('a base without daemon.json gets the settings', async () => {
  expect(await daemonSettings(rotated)).toEqual(rotated)
})
