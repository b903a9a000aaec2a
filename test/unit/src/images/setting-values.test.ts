import { expect, test } from 'vitest'
import { changeWords, settingValues } from '#src/images/setting-values.ts'

const before = settingValues({
  image: 'ecs',
  timezone: 'UTC',
  releasever: null,
  packages: ['git'],
  dataVolume: { size: 22, type: 'gp3', kmsKey: null },
  proxy: { url: 'http://me:secret@proxy:3128', noProxy: [] },
  agent: { ECS_LOGLEVEL: 'info' },
})

test('the key of each changed value is named as in the configuration, with both values', () => {
  const after = settingValues({
    image: 'ecs',
    timezone: 'Europe/Vienna',
    releasever: '2023.9.20261020',
    packages: ['git', 'htop'],
    dataVolume: { size: 25, type: 'gp3', kmsKey: 'alias/own' },
    agent: { ECS_LOGLEVEL: 'info', ECS_RESERVED_MEMORY: '64' },
  })
  const names = [
    'setting timezone',
    'setting releasever',
    'setting packages',
    'setting dataVolume',
    'setting agent',
  ]
  expect(changeWords(names, before, after)).toEqual([
    'timezone UTC \u2192 Europe/Vienna',
    'updates.releasever none \u2192 2023.9.20261020',
    'packages ["git"] \u2192 ["git","htop"]',
    'dataVolume.size 22 \u2192 25',
    'dataVolume.kmsKey none \u2192 alias/own',
    'agent.ECS_RESERVED_MEMORY none \u2192 64',
  ])
})

test('a volume that is added or removed shows its settings', () => {
  const after = settingValues({ dataVolume: null })
  expect(changeWords(['setting dataVolume'], before, after)).toContain('dataVolume.size 22 \u2192 none')
})

test('without the former values the key alone is named; other inputs stay as they are', () => {
  expect(changeWords(['setting dataVolume', 'script own.sh'], null, before)).toEqual([
    'dataVolume',
    'script own.sh',
  ])
})

test('a difference that the cut values do not show is named by its key', () => {
  const long = (end: string) => settingValues({ timezone: 'x'.repeat(300) + end })
  expect(changeWords(['setting timezone'], long('a'), long('b'))).toEqual(['timezone'])
})

test('secrets are not in the values: by their key, by what they look like, in lists', () => {
  const values = settingValues({
    docker: {
      'log-opts': { 'splunk-token': 'canary', 'splunk-url': 'https://splunk', 'x-token': null },
      list: [{ 'api-key': 'canary', name: 'a' }, 'AKIAIOSFODNN7CANARYX'],
    },
    agent: { ECS_OTHER: '-----BEGIN PRIVATE KEY canary' },
  })
  expect(values).toEqual({
    'docker.log-opts.splunk-token': '"…"',
    'docker.log-opts.splunk-url': '"https://splunk"',
    'docker.log-opts.x-token': 'null',
    'docker.list': '[{"api-key":"…","name":"a"},"…"]',
    'agent.ECS_OTHER': '"…"',
  })
})

test('neither the values nor what is shown have a password', () => {
  expect(JSON.stringify(before)).not.toContain('secret')
})
