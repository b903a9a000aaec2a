import { access, mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
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

  test('replaces links in place of its drafts, and does not copy the target of a link into the machine', async () => {
    const root = join(folder, 'root')
    const outside = join(folder, 'outside')
    await mkdir(join(root, 'etc'), { recursive: true })
    await writeFile(outside, 'of the host\n')
    await symlink(outside, join(root, 'etc/hosts'))
    await symlink(outside, join(root, 'etc/hosts.sandbox'))
    await write(root)
    expect(await readFile(outside, 'utf8')).toBe('of the host\n')
    expect(await readFile(join(root, 'etc/hosts'), 'utf8')).not.toContain('of the host')
  })

  test('refuses a machine whose /etc/sandbox is a link to a folder of the host', async () => {
    const root = join(folder, 'root')
    const outside = join(folder, 'outside')
    await mkdir(join(root, 'etc'), { recursive: true })
    await mkdir(outside)
    await symlink(outside, join(root, 'etc/sandbox'))
    await expect(write(root)).rejects.toThrow('/etc/sandbox of the machine is a link out of its root')
    await expect(access(join(outside, 'devices'))).rejects.toThrow('ENOENT')
  })

  test('every user of the machine can read the files, whatever the umask of the sandbox', async () => {
    const root = join(folder, 'root')
    await mkdir(join(root, 'etc'), { recursive: true })
    const umask = process.umask(0o077)
    await write(root).finally(() => process.umask(umask))
    expect((await stat(join(root, 'etc/hosts'))).mode & 0o777).toBe(0o644)
    expect((await stat(join(root, 'etc/sandbox'))).mode & 0o777).toBe(0o755)
    expect((await stat(join(root, 'etc/sandbox/devices'))).mode & 0o777).toBe(0o644)
  })

  const write = (root: string) =>
    writeMachineFiles({ root, address: '10.64.0.10', apiAddress: '10.64.0.1', devices: new Map() })
})
