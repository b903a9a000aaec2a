import { truncate } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { imageYaml, projectFolder } from '../project-folder.ts'
import { describeFaults } from './describe-faults.ts'

const project = projectFolder()

describeFaults('an own file', [
  [
    'a script that is missing',
    ['scripts: [{path: nowhere.sh}]'],
    {
      at: '3:22',
      code: 'OWN_FILE_MISSING',
      key: 'scripts[0].path',
      what: 'does not exist',
      hint: 'relative to',
    },
  ],
  [
    'a script that is a folder',
    ['scripts: [{path: .}]'],
    {
      at: '3:22',
      code: 'OWN_FILE_MISSING',
      key: 'scripts[0].path',
      what: 'not a regular file',
      hint: 'single file',
    },
  ],
  [
    'a script without an interpreter',
    ['scripts: [{path: packer-ecs.yaml}]'],
    {
      at: '3:22',
      code: 'SCRIPT_INTERPRETER',
      key: 'scripts[0].path',
      what: '#!',
      hint: '#!/usr/bin/env bash',
    },
  ],
  [
    'a script at no place',
    ['scripts: [{path: run.sh, after: check}]'],
    { at: '3:37', code: 'VALUE_NOT_ALLOWED', key: 'scripts[0].after', what: '"check"', hint: 'first-run' },
  ],
  [
    'an item of scripts without a script',
    ['scripts: [{after: files}]'],
    { at: '3:15', code: 'KEY_MISSING', key: 'scripts[0].path', what: 'missing', hint: 'Add "path"' },
  ],
  [
    'a restart beside a script',
    ['scripts: [{path: run.sh, reboot: true}]'],
    {
      at: '3:38',
      code: 'VALUE_NOT_ALLOWED',
      key: 'scripts[0].reboot',
      what: 'also describes a script',
      hint: 'separate item',
    },
  ],
  [
    'a restart after clean-up',
    ['scripts: [{reboot: true, after: cleanup}]'],
    {
      at: '3:24',
      code: 'VALUE_NOT_ALLOWED',
      key: 'scripts[0].reboot',
      what: 'after cleanup',
      hint: 'earlier',
    },
  ],
  [
    'a variable with the name of a secret',
    ['scripts: [{path: run.sh, environment: {DB_PASSWORD: canary}}]'],
    {
      at: '3:57',
      code: 'SCRIPT_VALUE_SECRET',
      key: 'scripts[0].environment.DB_PASSWORD',
      what: 'a secret',
      hint: 'Secrets Manager',
    },
  ],
  [
    'a variable with an access key',
    ['scripts: [{path: run.sh, environment: {KEY: "AKIAIOSFODNN7CANARYX canary"}}]'],
    {
      at: '3:49',
      code: 'SCRIPT_VALUE_SECRET',
      key: 'scripts[0].environment.KEY',
      what: 'a secret',
      hint: 'Secrets Manager',
    },
  ],
  [
    'an argument with the password of an address',
    ['scripts: [{path: run.sh, arguments: [-v, "https://me:canary@example.com"]}]'],
    {
      at: '3:46',
      code: 'SCRIPT_VALUE_SECRET',
      key: 'scripts[0].arguments[1]',
      what: 'a secret',
      hint: 'Secrets Manager',
    },
  ],
  [
    'a variable with an invalid name',
    ['scripts: [{path: run.sh, environment: {MY-VAR: x}}]'],
    {
      at: '3:44',
      code: 'VALUE_FORMAT',
      key: 'scripts[0].environment.MY-VAR',
      what: 'invalid key',
      hint: 'letters',
    },
  ],
  [
    'a file that is missing',
    ['files: [{source: nowhere, target: /etc/x}]'],
    {
      at: '3:22',
      code: 'OWN_FILE_MISSING',
      key: 'files[0].source',
      what: 'does not exist',
      hint: 'relative to',
    },
  ],
  [
    'a target of the recipe',
    ['files: [{source: packer-ecs.yaml, target: /etc/docker/daemon.json}]'],
    {
      at: '3:47',
      code: 'FILE_TARGET_RESERVED',
      key: 'files[0].target',
      what: 'daemon.json',
      hint: '"docker"',
    },
  ],
  [
    'a target of the first run',
    ['files: [{source: packer-ecs.yaml, target: /home/ec2-user/firstrun.sh}]'],
    {
      at: '3:47',
      code: 'FILE_TARGET_RESERVED',
      key: 'files[0].target',
      what: 'which the recipe writes',
      hint: 'another file name',
    },
  ],
  [
    'a target with a tab',
    ['files: [{source: packer-ecs.yaml, target: "/etc/a\\tb"}]'],
    { at: '3:47', code: 'VALUE_FORMAT', key: 'files[0].target', what: 'a tab', hint: 'absolute path' },
  ],
  [
    'a target that leads upwards',
    ['files: [{source: packer-ecs.yaml, target: /etc/../x}]'],
    {
      at: '3:47',
      code: 'VALUE_FORMAT',
      key: 'files[0].target',
      what: 'contains ".."',
      hint: 'absolute path',
    },
  ],
  [
    'an owner without a group',
    ['files: [{source: packer-ecs.yaml, target: /etc/x, owner: root}]'],
    { at: '3:62', code: 'VALUE_FORMAT', key: 'files[0].owner', what: '"root"', hint: '1000:1000' },
  ],
  [
    'a mode without quotes',
    ['files: [{source: packer-ecs.yaml, target: /etc/x, mode: 0644}]'],
    { at: '3:61', code: 'VALUE_TYPE', key: 'files[0].mode', what: '644', hint: 'quotes' },
  ],
  [
    'one target twice',
    [
      'files:',
      '  - {source: packer-ecs.yaml, target: /etc/x}',
      '  - {source: packer-ecs.yaml, target: /etc/x}',
    ],
    { at: '5:43', code: 'VALUE_DUPLICATE', key: 'files[1].target', what: '/etc/x', hint: 'different target' },
  ],
  [
    'a template that is missing',
    ['template: own.hbs'],
    { at: '3:15', code: 'OWN_FILE_MISSING', key: 'template', what: 'own.hbs', hint: 'relative to' },
  ],
])

test('a file over the limit is a fault with its size', async () => {
  await truncate(await project.write('image.tar', ''), 1_000_000_001)
  const faults = await project.faultsOf(imageYaml('files: [{source: image.tar, target: /opt/image.tar}]'))
  expect(faults).toMatchObject([
    { code: 'OWN_FILE_TOO_LARGE', what: expect.stringContaining('1000000001 bytes') },
  ])
})
