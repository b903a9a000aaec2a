import { describe, expect, test } from 'vitest'
import { explainFailure } from '#sandbox/machines/boot-failure.ts'

describe('the reason for which a machine died', () => {
  test('names the limit of the host when systemd got no inotify instance', () => {
    const console = 'Failed to allocate manager object: Too many open files\nExiting PID 1...\n'
    expect(explainFailure('failed: status 255', console)).toBe(
      'failed: status 255; the host has too few inotify instances: raise fs.inotify.max_user_instances',
    )
  })

  test('is as it was when the console says nothing about it', () => {
    expect(explainFailure('failed: status 1', 'Welcome to Amazon Linux!\n')).toBe('failed: status 1')
  })
})
