import * as fileSystem from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readProject } from '#src/config/read-project.ts'

test('a configuration that may not be read is an error with the reason of the operating system', async () => {
  const denied = Object.assign(new Error('denied'), { code: 'EACCES' })
  const refusing = { ...fileSystem, stat: () => Promise.reject(denied), open: () => Promise.reject(denied) }
  await expect(readProject('/project/packer-ecs.yaml', refusing)).rejects.toMatchObject({
    code: 'CONFIG_UNREADABLE',
    message: expect.stringContaining('EACCES'),
    exitStatus: 2,
  })
})
