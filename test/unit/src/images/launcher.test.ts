import { describe, expect, test } from 'vitest'
import { launchedScripts, launcherText } from '#src/images/launcher.ts'
import { recipeScript } from '#test/helpers/images.ts'

const launched = launchedScripts({
  scripts: [
    recipeScript('scripts/prepare.sh'),
    {
      ...recipeScript('../my scripts/a b.sh', 'aa', 'script'),
      arguments: ["it's", '$(id)'],
      environment: { LEVEL: '3', GREETING: 'a b' },
    },
  ],
  closing: [recipeScript('scripts/cleanup.sh'), recipeScript('lock.sh'), recipeScript('scripts/finish.sh')],
})

describe('the launchers', () => {
  test('are one per script, and one for everything from clean-up on: it is the last connection', () => {
    expect(launched.map(({ launcher }) => launcher)).toEqual([
      'launch/01-prepare.sh',
      'launch/02-a-b.sh',
      'launch/03-cleanup.sh',
      'launch/03-cleanup.sh',
      'launch/03-cleanup.sh',
    ])
  })

  test('pass arguments and variables as they are written', () => {
    expect(launcherText(launched.slice(1, 2), launched)).toBe(`#!/usr/bin/env bash
set -e
bash /var/tmp/packer-ecs/files/bake/run.sh 2 02-a-b.sh LEVEL=3 'GREETING=a b' -- 'it'\\''s' '$(id)'
`)
  })

  test('of the closing scripts run them in order', () => {
    const text = launcherText(launched.slice(2), launched)
    expect(text.match(/run\.sh .*/g)).toEqual([
      'run.sh 3 03-cleanup.sh --',
      'run.sh 4 04-lock.sh --',
      'run.sh 5 05-finish.sh --',
    ])
  })
})
