import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { devicesFile, hostsFile, writeMachineFiles } from '#sandbox/machines/machine-files.ts'

describe('/etc/hosts of a machine', () => {
  test('names the machine, with and without domain, and the API', () => {
    expect(hostsFile('127.0.0.1 localhost\n', '10.64.0.10', '10.64.0.1')).toBe(
      '127.0.0.1 localhost\n' +
        '10.64.0.10 ip-10-64-0-10.ec2.internal ip-10-64-0-10 # sandbox\n' +
        '10.64.0.1 aws.sandbox # sandbox\n',
    )
  })

  test('keeps the lines of a recipe and drops those of the build machine', () => {
    const ofBuildMachine = hostsFile('127.0.0.1 localhost\n10.1.1.1 proxy.corp\n', '10.64.0.10', '10.64.0.1')
    const hosts = hostsFile(ofBuildMachine, '10.64.0.11', '10.64.0.1')
    expect(hosts).toContain('10.1.1.1 proxy.corp\n10.64.0.11 ')
    expect(hosts).not.toContain('10.64.0.10')
  })
})

test('the list of devices has a line for each volume', () => {
  const devices = new Map([
    ['/dev/xvdcy', '/dev/loop3'],
    ['/dev/sdf', '/dev/loop4'],
  ])
  expect(devicesFile(devices)).toBe('xvdcy /dev/loop3\nsdf /dev/loop4\n')
})

describe('writing into the root of a machine', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'machine-files-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('replaces a link that points outside, and does not change its target', async () => {
    const root = join(folder, 'root')
    const outside = join(folder, 'outside')
    await mkdir(join(root, 'etc'), { recursive: true })
    await writeFile(outside, 'of the host\n')
    await symlink(outside, join(root, 'etc/hosts'))
    await writeMachineFiles({ root, address: '10.64.0.10', apiAddress: '10.64.0.1', devices: new Map() })
    expect(await readFile(outside, 'utf8')).toBe('of the host\n')
    await expect(readlink(join(root, 'etc/hosts'))).rejects.toThrow('EINVAL')
    expect(await readFile(join(root, 'etc/sandbox/devices'), 'utf8')).toBe('')
  })
})
